import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** The functions of tsc.h that the program uses. */
final class Libtsc {
  static final int OK = 0;
  static final int ABORTED = 18;
  static final int EVENT_RENEWAL = 6;

  interface EventCallback extends Callback {
    void invoke(Pointer event, Pointer userData);
  }

  interface CredentialsCallback extends Callback {
    int invoke(Pointer credentials, Pointer userData);
  }

  interface FreeCallback extends Callback {
    void invoke(Pointer userData);
  }

  static {
    Native.register(Libtsc.class, NativeLibrary.getInstance(System.getProperty("tsc.library")));
  }

  private Libtsc() {}

  static native int tsc_server_new(String url, PointerByReference server, PointerByReference error);

  static native int tsc_server_set_ca_path(Pointer server, String path, PointerByReference error);

  static native int tsc_server_set_event_callback(
      Pointer server,
      EventCallback callback,
      Pointer userData,
      FreeCallback freeUserData,
      PointerByReference error);

  static native int tsc_server_sign_in_with_callback(
      Pointer server,
      CredentialsCallback callback,
      Pointer userData,
      FreeCallback freeUserData,
      String site,
      Pointer cancellation,
      PointerByReference session,
      PointerByReference error);

  static native int tsc_event_kind(Pointer event);

  static native int tsc_credentials_set_password(
      Pointer credentials, String username, String password, Pointer error);

  static native int tsc_session_list(
      Pointer session, String path, PointerByReference list, PointerByReference error);

  static native int tsc_list_next(
      Pointer list, Pointer cancellation, PointerByReference node, PointerByReference error);

  static native int tsc_session_sign_out(Pointer session, Pointer cancellation, PointerByReference error);

  static native void tsc_server_free(Pointer server);

  static native void tsc_session_free(Pointer session);

  static native void tsc_list_free(Pointer list);

  static native void tsc_error_free(Pointer error);

  static native String tsc_error_message(Pointer error);

  static native String tsc_status_name(int status);
}
