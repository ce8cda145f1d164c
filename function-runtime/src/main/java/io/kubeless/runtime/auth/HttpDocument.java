package io.kubeless.runtime.auth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Documents of an issuer, over HTTP. Redirects are not followed. */
final class HttpDocument implements IssuerKeys.Document {
  private static final int MOST_BYTES = 256 * 1024;
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final long DEADLINE_NANOS = 8_000_000_000L;

  @Override
  public String get(URI url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try {
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Accept", "application/json");
      connection.setRequestProperty("User-Agent", "kubeless-function-runtime");
      long end = System.nanoTime() + DEADLINE_NANOS;
      if (connection.getResponseCode() != 200) {
        throw new IOException(url + " responded with " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        return read(in, url, end);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static String read(InputStream in, URI url, long end) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] step = new byte[8192];
    for (int count = in.read(step); count >= 0; count = in.read(step)) {
      out.write(step, 0, count);
      if (out.size() > MOST_BYTES) {
        throw new IOException(url + " is longer than " + MOST_BYTES + " bytes");
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException(url + " did not arrive in time");
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
