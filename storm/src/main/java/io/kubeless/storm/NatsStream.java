package io.kubeless.storm;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A stream of a NATS server, whose messages the processes share with a durable consumer. */
final class NatsStream implements StormBroker {
  static final Path SERVER =
      Path.of(System.getProperty("user.home"), ".cache", "kubeless-cluster", "bin", "nats-server");
  private static final String STREAM = "STORM";
  private static final String SUBJECT = "storm";
  private static final String DEAD = "STORM-DEAD";
  private static final String DEAD_SUBJECT = "dead-letters.storm";
  private static final String DURABLE = "storm-group";
  // The server writes its notes about acknowledgements later than it confirms them.
  private static final double NOTES_SECONDS = 1;

  private final StormOptions options;
  private final BrokerProcess server;
  private final Connection connection;

  private NatsStream(StormOptions options, BrokerProcess server, Connection connection) {
    this.options = options;
    this.server = server;
    this.connection = connection;
  }

  static NatsStream start(StormOptions options, Path directory) throws Exception {
    Files.writeString(
        directory.resolve("nats.conf"),
        """
        listen: 127.0.0.1:%s
        jetstream { store_dir: '%s' }
        """
            .formatted(options.port(), directory.resolve("store")));
    BrokerProcess server =
        BrokerProcess.start(
            List.of(SERVER.toString(), "-c", "nats.conf"), directory, options.port());
    NatsStream stream = new NatsStream(options, server, connect(options));
    stream.management().addStream(file(STREAM, SUBJECT));
    stream.management().addStream(file(DEAD, DEAD_SUBJECT));
    return stream;
  }

  private static StreamConfiguration file(String name, String subject) {
    return StreamConfiguration.builder()
        .name(name)
        .subjects(subject)
        .storageType(StorageType.File)
        .duplicateWindow(Duration.ofHours(1)) // the publisher repeats a message until it is stored
        .build();
  }

  private JetStreamManagement management() throws IOException {
    return connection.jetStreamManagement();
  }

  private static Connection connect(StormOptions options) throws IOException, InterruptedException {
    return Nats.connect(
        new Options.Builder()
            .server(url(options))
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(100))
            .errorListener(new ErrorListener() {})
            .build());
  }

  private static String url(StormOptions options) {
    return "nats://127.0.0.1:" + options.port();
  }

  @Override
  public void kill() throws InterruptedException {
    server.kill();
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    server.restart();
  }

  @Override
  public Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put(Member.SERVERS, url(options));
    variables.put(Member.TOPIC, SUBJECT);
    variables.put(Member.GROUP, DURABLE);
    Map<String, String> trigger = new LinkedHashMap<>();
    trigger.put("NAME", "storm");
    trigger.put("SERVERS", url(options));
    trigger.put("SUBJECT", SUBJECT);
    trigger.put("DURABLE", DURABLE);
    trigger.put("DEAD_LETTER_SUBJECT", DEAD_SUBJECT);
    trigger.put("PARALLELISM", Integer.toString(StormRun.PARALLELISM));
    trigger.forEach((key, value) -> variables.put("KUBELESS_NATS_0_" + key, value));
    return variables;
  }

  @Override
  public Class<?> bareConsumer() {
    return BareNatsConsumer.class;
  }

  @Override
  public Publisher publisher() throws IOException, InterruptedException {
    Connection own = connect(options);
    return new StreamPublisher(
        own, own.jetStream(), new AtomicInteger(), new ConcurrentLinkedQueue<>());
  }

  /**
   * Publishes to the stream.
   *
   * @param pending number of events that are not acknowledged
   * @param failed attempts to repeat
   */
  private record StreamPublisher(
      Connection connection,
      JetStream stream,
      AtomicInteger pending,
      ConcurrentLinkedQueue<Runnable> failed)
      implements Publisher {

    @Override
    public void publish(Sent event, Consumer<Sent> acknowledged) {
      pending.incrementAndGet();
      repeat();
      attempt(event, acknowledged);
    }

    private void repeat() {
      for (int attempts = failed.size(); attempts > 0; attempts--) {
        failed.remove().run();
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the same result
    private void attempt(Sent event, Consumer<Sent> acknowledged) {
      byte[] body = event.text().getBytes(StandardCharsets.US_ASCII);
      PublishOptions once = PublishOptions.builder().messageId(Long.toString(event.id())).build();
      try {
        stream
            .publishAsync(SUBJECT, body, once)
            .whenComplete(
                (stored, failure) -> {
                  if (failure == null) {
                    acknowledged.accept(event);
                    pending.decrementAndGet();
                  } else {
                    failed.add(() -> attempt(event, acknowledged));
                  }
                });
      } catch (IllegalStateException e) { // the buffer is full while the server is away
        failed.add(() -> attempt(event, acknowledged));
      }
    }

    @Override
    public void flush() throws InterruptedException {
      while (pending.get() > 0) {
        repeat();
        Thread.sleep(100);
      }
    }

    @Override
    public void close() {
      NatsStream.close(connection);
    }
  }

  @Override
  public List<Long> deadLetters() throws Exception {
    List<Long> ids = new ArrayList<>();
    StreamState state = management().getStreamInfo(DEAD).getStreamState();
    for (long i = state.getFirstSequence(); i > 0 && i <= state.getLastSequence(); i++) {
      byte[] body = management().getMessage(DEAD, i).getData();
      ids.add(Sent.parse(new String(body, StandardCharsets.US_ASCII)).id());
    }
    return ids;
  }

  @Override
  public Map<String, String> unacknowledged() throws IOException, JetStreamApiException {
    ConsumerInfo consumer = management().getConsumerInfo(STREAM, DURABLE);
    long end = management().getStreamInfo(STREAM).getStreamState().getLastSequence();
    long floor = consumer.getAckFloor().getStreamSequence();
    return floor == end
        ? Map.of()
        : Map.of(
            DURABLE,
            floor + " of " + end + ", " + consumer.getNumAckPending() + " are being processed");
  }

  @Override
  public boolean keepsOrder() {
    return false;
  }

  @Override
  public long mostPerKill() {
    return StormRun.PARALLELISM;
  }

  @Override
  public long mostPerBrokerKill() {
    return options.members() * (StormRun.PARALLELISM + options.eventsOfMember(NOTES_SECONDS));
  }

  @Override
  public void close() {
    close(connection);
    server.close();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
