package io.github.libtsc;

import com.sun.jna.Pointer;

/** The product and API version of a server, from {@link Server#info()}. Any thread may use it. */
public final class ServerInfo {
  private final String productVersion;
  private final String build;
  private final String apiVersion;

  private ServerInfo(Pointer info) {
    productVersion = Libtsc.tsc_server_info_product_version(info);
    build = Libtsc.tsc_server_info_build(info);
    apiVersion = Libtsc.tsc_server_info_api_version(info);
  }

  /** Copies and frees an info of the library. */
  static ServerInfo take(Pointer info) {
    try {
      return new ServerInfo(info);
    } finally {
      Libtsc.tsc_server_info_free(info);
    }
  }

  /**
   * Returns the product's version.
   *
   * @return "2023.1.0"; null if the server does not say
   */
  public String productVersion() {
    return productVersion;
  }

  /**
   * Returns the product's build.
   *
   * @return "20231.23.0310.1029"; null if the server does not say
   */
  public String build() {
    return build;
  }

  /**
   * Returns the newest REST API version that the server supports.
   *
   * @return "3.19"
   */
  public String apiVersion() {
    return apiVersion;
  }

  /**
   * Describes the server.
   *
   * @return "ServerInfo[2023.1.0, 20231.23.0310.1029, REST API 3.19]"
   */
  @Override
  public String toString() {
    return "ServerInfo[" + productVersion + ", " + build + ", REST API " + apiVersion + "]";
  }
}
