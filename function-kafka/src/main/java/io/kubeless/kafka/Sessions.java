package io.kubeless.kafka;

import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Repeats sessions with the brokers until the trigger is drained. */
final class Sessions {
  private static final RetryPolicy RECONNECTS =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final KafkaSettings settings;
  private final SourceContext context;
  private final Drain drain;
  private final BooleanSupplier connected;
  private final Consumer<String> problems;

  /** Connects to the brokers, and works until the trigger is drained or the connection fails. */
  @FunctionalInterface
  interface Session {
    void run()
        throws StartCheck.Impossible, StartCheck.Unreachable, IOException, InterruptedException;
  }

  /**
   * Creates sessions.
   *
   * @param connected whether the trigger has ever worked
   * @param problems receives the reasons why it does not work
   */
  Sessions(
      KafkaSettings settings,
      SourceContext context,
      Drain drain,
      BooleanSupplier connected,
      Consumer<String> problems) {
    this.settings = settings;
    this.context = context;
    this.drain = drain;
    this.connected = connected;
    this.problems = problems;
  }

  /** Repeats a session on the current thread. */
  void repeat(Session session) {
    try {
      for (int failures = 1; !drain.requested(); failures++) {
        long begin = System.nanoTime();
        try {
          session.run();
        } catch (StartCheck.Impossible e) {
          impossible(String.valueOf(e.getMessage()));
        } catch (StartCheck.Unreachable e) {
          unreachable(String.valueOf(e.getMessage()), failures);
        } catch (FencedInstanceIdException e) {
          context
              .end()
              .request(
                  ProcessEnd.Cause.FAILURE,
                  "another process has taken the place of member " + settings.member().orElse(""));
          return;
        } catch (AuthenticationException
            | AuthorizationException
            | UnsupportedVersionException
            | IOException e) {
          impossible(String.valueOf(StartCheck.impossible(settings, e).getMessage()));
        } catch (ConfigException e) { // a property of the trigger has an invalid value
          impossible(String.valueOf(StartCheck.impossible(settings, e).getMessage()));
        } catch (KafkaException e) {
          unreachable("Kafka trigger " + settings.name() + ": " + e, failures);
        }
        if (System.nanoTime() - begin > RECONNECTS.most().toNanos()) {
          failures = 1; // it has worked in the meantime
        }
        Duration delay = RECONNECTS.delay(failures, ThreadLocalRandom.current());
        if (drain.awaitRequest(delay)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process if the trigger has never worked; afterwards, a login may work again. */
  private void impossible(String reason) {
    if (connected.getAsBoolean()) {
      unreachable(reason, 1);
    } else {
      problems.accept(reason);
      context.end().request(ProcessEnd.Cause.CONFIGURATION, reason);
    }
  }

  private void unreachable(String reason, int failures) {
    problems.accept(reason);
    context
        .logger()
        .log(
            failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
            reason + "; trying again");
  }
}
