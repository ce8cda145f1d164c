package io.kubeless.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends bytes unchanged, and reads all responses until the server closes the connection. */
public final class RawClient {
  private static final int PATIENCE_MILLIS = 10_000;

  private RawClient() {}

  /** One response, parsed independently of the server. */
  public record Answer(int status, String head, String body) {
    /** Returns the value of a header field, empty if it is missing. */
    public String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }
  }

  /** Sends a request, and returns all responses until the connection ends. */
  static List<Answer> exchange(int port, String request) throws IOException {
    return parse(raw(port, request.getBytes(StandardCharsets.ISO_8859_1)), request);
  }

  /** Sends bytes, closes the sending side, and returns all bytes of the response. */
  static byte[] raw(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
      } catch (SocketException reset) {
        return new byte[0];
      }
      return received(socket);
    }
  }

  /** Returns all bytes until the connection ends, possibly because the server has reset it. */
  static byte[] received(Socket socket) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] step = new byte[8192];
    try {
      for (int count = 0; count >= 0; count = socket.getInputStream().read(step)) {
        received.write(step, 0, count);
      }
    } catch (SocketException reset) {
      // The server has closed the connection without reading all bytes; what it has sent before is
      // valid.
    }
    return received.toByteArray();
  }

  /**
   * Splits the output of a server into responses. The methods of the requests determine which
   * responses have no body.
   */
  static List<Answer> parse(byte[] bytes, String request) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Answer> answers = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf("\r\n\r\n", at);
      if (end < 0 || !text.startsWith("HTTP/1.1 ", at)) {
        throw new AssertionError("no HTTP answer at " + at + ":\n" + text);
      }
      String head = text.substring(at, end);
      int status = Integer.parseInt(head.substring(9, 12));
      at = end + 4;
      Answer bare = new Answer(status, head, "");
      boolean bodiless =
          status < 200
              || status == 204
              || status == 304
              || request.startsWith("HEAD ")
              || bare.header(EchoServer.SEEN).equals("HEAD");
      if (bodiless) {
        answers.add(bare);
      } else if (bare.header("Transfer-Encoding").equals("chunked")) {
        StringBuilder body = new StringBuilder();
        at = chunks(text, at, body);
        answers.add(new Answer(status, head, body.toString()));
      } else if (bare.header("Content-Length").isEmpty()) {
        answers.add(new Answer(status, head, text.substring(at)));
        at = text.length();
      } else {
        int length = Integer.parseInt(bare.header("Content-Length"));
        answers.add(new Answer(status, head, text.substring(at, at + length)));
        at += length;
      }
    }
    return answers;
  }

  private static int chunks(String text, int from, StringBuilder body) {
    int at = from;
    while (true) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      body.append(text, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
      if (size == 0) {
        return at;
      }
    }
  }
}
