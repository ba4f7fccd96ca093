package io.github.libtsc;

import com.sun.jna.Pointer;

/** What a server said of itself: {@link Server#info()}. Any thread. */
public final class ServerInfo {
  private final String productVersion;
  private final String build;
  private final String apiVersion;

  private ServerInfo(Pointer info) {
    productVersion = Libtsc.tsc_server_info_product_version(info);
    build = Libtsc.tsc_server_info_build(info);
    apiVersion = Libtsc.tsc_server_info_api_version(info);
  }

  /** Copies an info of the library's, and frees that. */
  static ServerInfo take(Pointer info) {
    try {
      return new ServerInfo(info);
    } finally {
      Libtsc.tsc_server_info_free(info);
    }
  }

  /**
   * Gives the product's version.
   *
   * @return "2023.1.0"; null if the server did not say
   */
  public String productVersion() {
    return productVersion;
  }

  /**
   * Gives the product's build.
   *
   * @return "20231.23.0310.1029"; null if the server did not say
   */
  public String build() {
    return build;
  }

  /**
   * Gives the newest REST API version that the server has.
   *
   * @return "3.19"
   */
  public String apiVersion() {
    return apiVersion;
  }

  /**
   * Says it all.
   *
   * @return "ServerInfo[2023.1.0, 20231.23.0310.1029, REST API 3.19]"
   */
  @Override
  public String toString() {
    return "ServerInfo[" + productVersion + ", " + build + ", REST API " + apiVersion + "]";
  }
}
