package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.kubeless.function.Context;
import io.kubeless.function.HttpException;
import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NatsThumbnailsTest {
  private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
  private int status = 201;
  private HttpServer store;
  private Context context;

  @BeforeEach
  void startStore() throws IOException {
    store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          stored.put(request, exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    store.start();
    context =
        Contexts.named("nats-thumbnails")
            .withConfig("store", "http://localhost:" + store.getAddress().getPort());
  }

  @AfterEach
  void stopStore() {
    store.stop(0);
  }

  private static byte[] image(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpeg", bytes);
    return bytes.toByteArray();
  }

  @Test
  void aLargeImageIsStoredAsASmallOneUnderTheNameOfItsMessage() throws Exception {
    new NatsThumbnails()
        .handle(
            Events.nats("images.cat").at("IMAGES", 7).body(image(800, 400)).build(), context);
    BufferedImage small =
        ImageIO.read(new ByteArrayInputStream(stored.get("PUT /IMAGES-7.png")));
    assertEquals("160 × 80", small.getWidth() + " × " + small.getHeight());
  }

  @Test
  void whatIsNotAnImageIsNeverTriedAgain() {
    HttpException refused =
        assertThrows(
            HttpException.class,
            () ->
                new NatsThumbnails().handle(Events.nats("images.cat").body("meow").build(), context));
    assertEquals(422, refused.status());
  }

  @Test
  void anImageThatCannotBeStoredIsTriedAgain() {
    status = 503;
    assertThrows(
        IOException.class,
        () ->
            new NatsThumbnails()
                .handle(Events.nats("images.cat").body(image(10, 10)).build(), context));
  }
}
