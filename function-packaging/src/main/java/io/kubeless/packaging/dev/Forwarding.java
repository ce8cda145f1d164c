package io.kubeless.packaging.dev;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One request to the process of a function, and its response, on a connection of their own. All
 * header fields are forwarded except those of a connection. Nothing is sent twice.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, 7.6.1</a>
 */
final class Forwarding implements AutoCloseable {
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "transfer-encoding",
          "content-length",
          "expect",
          "te",
          "trailer",
          "upgrade",
          "date");

  private final Socket socket;
  private final InputStream in;
  private final boolean head;

  private Forwarding(Socket socket, boolean head) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.head = head;
  }

  /** Sends a request to a port of this machine. */
  static Forwarding to(int port, HttpRequest request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.setTcpNoDelay(true);
      Forwarding forwarding = new Forwarding(socket, request.method().equals("HEAD"));
      OutputStream out = socket.getOutputStream();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(head(request).getBytes(StandardCharsets.ISO_8859_1));
      bytes.writeBytes(request.body());
      try {
        bytes.writeTo(out);
        out.flush();
      } catch (IOException e) {
        // It may have answered without reading the body.
      }
      return forwarding;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String head(HttpRequest request) {
    StringBuilder head = new StringBuilder(request.method()).append(' ').append(request.path());
    if (!request.query().isEmpty()) {
      head.append('?').append(request.query());
    }
    head.append(" HTTP/1.1\r\n");
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name)) {
                values.forEach(
                    value -> head.append(name).append(": ").append(value).append("\r\n"));
              }
            });
    if (!request.headers().containsKey("host")) { // HTTP/1.0
      head.append("host: localhost\r\n");
    }
    if (request.body().length > 0 || request.headers().containsKey("content-length")) {
      head.append("content-length: ").append(request.body().length).append("\r\n");
    }
    return head.append("connection: close\r\n\r\n").toString();
  }

  /** Reads the response. A body of unknown length is read while it is sent. */
  HttpResponse response() throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2) {
      throw new EOFException("it closed the connection");
    }
    List<HttpResponse.Header> headers = new ArrayList<>();
    boolean chunked = false;
    long length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] field = line.split(":", 2);
      String value = field[1].strip();
      String name = field[0].toLowerCase(Locale.ROOT);
      chunked |= name.equals("transfer-encoding") && value.equalsIgnoreCase("chunked");
      length = name.equals("content-length") ? Long.parseLong(value) : length;
      if (!OF_THE_CONNECTION.contains(name)) {
        headers.add(new HttpResponse.Header(field[0], value));
      }
    }
    int code = Integer.parseInt(status[1]);
    if (code < 200) {
      return response(); // an interim response
    }
    if (head) { // its length is that of the body of a GET, and nothing follows
      Optional<InputStream> unread =
          chunked ? Optional.of(InputStream.nullInputStream()) : Optional.empty();
      return new HttpResponse(
          code, headers, new byte[Math.toIntExact(Math.max(0, length))], unread);
    }
    if (code == 204 || code == 304 || length == 0) {
      return new HttpResponse(code, headers, new byte[0], Optional.empty());
    }
    if (chunked) {
      return new HttpResponse(code, headers, new byte[0], Optional.of(new Chunks()));
    }
    byte[] body = length < 0 ? in.readAllBytes() : in.readNBytes(Math.toIntExact(length));
    if (body.length < length) {
      throw new EOFException("its answer is incomplete");
    }
    return new HttpResponse(code, headers, body, Optional.empty());
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (line.isEmpty()) {
          return "";
        }
        throw new EOFException("its answer is incomplete");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /** The chunks of a body; an incomplete body is an error. */
  private final class Chunks extends InputStream {
    private long left;
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 && !ended) {
        String size = line();
        if (size.isEmpty()) {
          throw new EOFException("its answer is incomplete");
        }
        left = Long.parseLong(size.split(";", 2)[0].strip(), 16);
        ended = left == 0;
      }
      if (ended) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException("its answer is incomplete");
      }
      left -= read;
      if (left == 0) {
        line();
      }
      return read;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
