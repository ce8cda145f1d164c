package com.acme;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Stores a thumbnail of each image with a PUT. Its name is that of the event, so that an image that
 * is delivered twice is stored once.
 */
public final class NatsThumbnails implements Handler<Event, Context> {
  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public Void handle(Event event, Context context) throws Exception {
    byte[] thumbnail;
    try {
      thumbnail = Thumbnail.of(event.bytes());
    } catch (IOException e) {
      throw new HttpException(422, e.getMessage()); // another attempt would fail, too
    }
    String store = context.config("store").orElseThrow();
    URI uri = URI.create(store + "/" + event.id().replace(':', '-') + ".png");
    HttpResponse<Void> stored =
        client.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "image/png")
                .timeout(context.remaining())
                .PUT(HttpRequest.BodyPublishers.ofByteArray(thumbnail))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    if (stored.statusCode() >= 300) {
      throw new IOException("PUT " + uri + ": " + stored.statusCode()); // is tried again
    }
    return null;
  }
}
