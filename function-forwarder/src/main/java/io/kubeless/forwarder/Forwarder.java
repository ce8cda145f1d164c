package io.kubeless.forwarder;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.time.Duration;

/**
 * Sends each event to the function whose address is in the variable {@link #ADDRESS}, as one
 * request.
 *
 * <p>Only an answer with status 200 is a success, as for the controllers of Kubeless. The status of
 * any other answer determines whether the runtime repeats the call, as if the function had answered
 * the event in this process; a status below 400 counts as 502. A function that cannot be reached is
 * a failure that the runtime repeats. The timeout of this process limits a request.
 */
public final class Forwarder implements Handler<Event, Context> {
  /** The variable with the address, such as {@code http://hello.team-a:8080/}. */
  public static final String ADDRESS = "KUBELESS_FORWARD_URL";

  private static final int SUCCESS = 200;
  private static final int OTHER_SUCCESS = 502;
  private static final int FIRST_ERROR = 400;
  private static final int LAST_ERROR = 599;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final String address;

  /** Creates a forwarder with the address of the environment. */
  public Forwarder() {
    this(System.getenv().getOrDefault(ADDRESS, ""));
  }

  Forwarder(String address) {
    this.address = address;
  }

  /**
   * Checks the address.
   *
   * @throws IllegalStateException if it is missing or invalid
   */
  @Override
  public void onStart(Context context) {
    String scheme =
        address.isEmpty() ? "" : address.substring(0, Math.max(0, address.indexOf(':')));
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalStateException(
          ADDRESS + " is not the address of a function: \"" + address + "\"; set it to http://…");
    }
  }

  @Override
  public String handle(Event event, Context context) throws IOException {
    int status = send(event, context.remaining());
    if (status == SUCCESS) {
      return "";
    }
    throw new HttpException(
        status >= FIRST_ERROR && status <= LAST_ERROR ? status : OTHER_SUCCESS,
        "the function answered " + status + ", and only 200 is a success");
  }

  /**
   * Sends the event and returns the status. The connection is not used again: one that the function
   * has closed meanwhile would fail, and a message of core NATS would be lost. The length of the
   * body is fixed, because the client would otherwise repeat a request without an answer.
   */
  private int send(Event event, Duration remaining) throws IOException {
    byte[] body = event.bytes();
    URL url = URI.create(address).toURL();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(millis(remaining.compareTo(CONNECT) < 0 ? remaining : CONNECT));
    connection.setReadTimeout(millis(remaining));
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    SentHeaders.of(event, body).forEach(connection::setRequestProperty);
    connection.setRequestProperty("Connection", "close");
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
      out.flush();
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  /** Returns a timeout of at least 1 ms, because 0 means none. */
  private static int millis(Duration duration) {
    return (int) Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
  }
}
