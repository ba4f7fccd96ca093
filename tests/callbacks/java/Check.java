/** Checks that end the program if they fail. */
final class Check {
  private Check() {}

  static void that(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void equal(long expected, long actual) {
    that(expected == actual, actual + " and should be " + expected);
  }
}
