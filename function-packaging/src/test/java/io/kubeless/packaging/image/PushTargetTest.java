package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins in the background, and what registries have then. */
class PushTargetTest {
  private static final Login DUKE = new Login("duke", "secret");
  private static final String INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
  private static final String MANIFEST = "GET /v2/hello/manifests/1 as somebody";
  private final AtomicLong nanos = new AtomicLong();
  private FakeRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = FakeRegistry.plain(Optional.of(DUKE));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Image image(String name) {
    String text = registry.host("localhost") + "/" + name;
    return new Image(text, Optional.empty(), Image.LINKED_JRE, List.of("amd64"));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(20);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        if (!latch.await(1, TimeUnit.MINUTES)) {
          throw new AssertionError("nobody has released it");
        }
        return;
      } catch (InterruptedException e) {
        // as a program that does not end
      }
    }
  }

  @Test
  void anImageThatWasDeletedSecondsAgoIsMissing() throws Exception {
    registry.putImage("hello", "1", "amd64");
    String digest = FakeRegistry.digest(registry.manifest("hello", "1"));
    Registries registries = new Registries(false, host -> Optional.of(DUKE), nanos::get);
    try (PushTarget target = registries.target(image("hello:1"))) {
      assertThat(target.has(digest)).isTrue();
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
      assertThat(target.has(digest)).isTrue();
      assertThat(registry.requests()).containsOnlyOnce(MANIFEST);
      registry.removeAll();
      nanos.addAndGet(1);
      assertThat(target.has("sha256:" + "0".repeat(64))).isFalse();
      assertThat(registry.requests()).containsOnlyOnce(MANIFEST);
      assertThat(target.has(digest)).isFalse();
    }
  }

  @Test
  void anIndexWithoutTheImageOfAnArchitectureIsMissing() throws Exception {
    registry.putImage("hello", "1", "amd64", "arm64");
    byte[] index = registry.manifest("hello", "1");
    Registries registries = new Registries(false, host -> Optional.of(DUKE), nanos::get);
    try (PushTarget target = registries.target(image("hello:1"))) {
      assertThat(target.has(FakeRegistry.digest(index))).isTrue();
    }
    registry.removeAll();
    registry.put("hello", "1", INDEX, new String(index, java.nio.charset.StandardCharsets.UTF_8));
    try (PushTarget target = registries.target(image("hello:1"))) {
      assertThat(target.has(FakeRegistry.digest(index))).isFalse();
    }
  }

  @Test
  void aConnectionWhoseLoginEndsAfterTheTargetIsClosedAsWell() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Registries registries =
        new Registries(
            false,
            host -> {
              begun.countDown();
              awaitUninterruptibly(released);
              return Optional.of(DUKE);
            },
            nanos::get);
    registries.expectPush(image("hello:1"));
    awaitUninterruptibly(begun);
    registries.close();
    released.countDown();
    await(() -> registry.requests().contains(MANIFEST));
    await(() -> registry.connections() == 0);
  }

  @Test
  void noMoreThanTwoLoginsAreMadeAtTheSameTime() throws Exception {
    AtomicInteger current = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger all = new AtomicInteger();
    Registries registries =
        new Registries(
            false,
            host -> {
              most.accumulateAndGet(current.incrementAndGet(), Math::max);
              try {
                Thread.sleep(20);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                current.decrementAndGet();
              }
              all.incrementAndGet();
              return Optional.of(DUKE);
            },
            nanos::get);
    for (int i = 0; i < 8; i++) {
      registries.expectPush(image("hello" + i + ":1"));
    }
    await(() -> all.get() == 8);
    registries.close();
    assertThat(most).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void aLoginThatHasFailedInTheBackgroundIsMadeAgain() throws Exception {
    AtomicInteger logins = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(1);
    Registries registries =
        new Registries(
            false,
            host -> {
              int number = logins.incrementAndGet();
              if (number == 1) {
                throw new IllegalStateException("only once");
              }
              if (number == 2) {
                awaitUninterruptibly(third); // of two threads, one can go on after the failure
              }
              third.countDown();
              return Optional.of(DUKE);
            },
            nanos::get);
    List<Image> images = List.of(image("one:1"), image("two:1"), image("three:1"));
    images.forEach(registries::expectPush);
    awaitUninterruptibly(third);
    for (Image each : images) {
      try (PushTarget target = registries.target(each)) {
        assertThat(target.has("sha256:" + "0".repeat(64))).isFalse();
      }
    }
    assertThat(logins).hasValue(4);
  }

  @Test
  void anInterruptionIsReportedAsSuch() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String host = "localhost:" + silent.getLocalPort();
      Registries registries = new Registries(false, any -> Optional.empty());
      registries.expectProbe(host, host + "/hello");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> registries.probe(host, host + "/hello"))
          .isInstanceOf(ProblemException.class)
          .hasMessageStartingWith("KUBELESS-422 Waiting for a registry was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
