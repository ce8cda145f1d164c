package io.kubeless.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A request, and the body of its response.
 *
 * @param path path of the URL
 * @param type content type of the request
 * @param body body of the request
 * @param answer body of the response
 */
record Call(String path, String type, String body, String answer) {
  /** Greets immediately. */
  static final Call HELLO = new Call("/hello", "text/plain", "world", "hello world");

  /** Greets after 50 ms, the typical time of a database. */
  static final Call SLEEP = new Call("/sleep", "text/plain", "world", "hello world");

  /** Greets whom an object in JSON names, with an object in JSON. */
  static final Call JSON =
      new Call(
          "/json", "application/json", "{\"name\":\"world\"}", "{\"greeting\":\"hello world\"}");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Returns this call with its texts as strings in JSON, for servers that bind every body. */
  Call quoted() {
    return type.equals("application/json")
        ? this
        : new Call(path, "application/json", '"' + body + '"', '"' + answer + '"');
  }

  /** Writes the bytes of the request to a file for the programs that send it. */
  Path write(Path directory) throws IOException {
    String request =
        "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
            + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    Path file = directory.resolve("request" + path.replace('/', '-') + body.length());
    Files.createDirectories(directory);
    return Files.write(file, request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns whether a server gives the correct response. */
  boolean succeeds(int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response =
          CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 && response.body().equals(answer);
    } catch (IOException e) {
      return false;
    }
  }
}
