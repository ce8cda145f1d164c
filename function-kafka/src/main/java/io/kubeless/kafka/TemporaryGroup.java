package io.kubeless.kafka;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** The group of a developer's process, which ends with it. */
final class TemporaryGroup {
  private static final int SECONDS = 5;

  private TemporaryGroup() {}

  /** Deletes the group, unless another process of the same developer is still a member. */
  static void delete(KafkaSettings settings, ClientProperties properties, System.Logger logger)
      throws InterruptedException {
    try (Admin admin = Admin.create(properties.admin())) {
      List<String> groups = List.of(settings.group());
      KafkaFuture<Void> deleted =
          settings.mode() == KafkaSettings.Mode.QUEUE
              ? admin.deleteShareGroups(groups).all()
              : admin.deleteConsumerGroups(groups).all();
      deleted.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupNotEmptyException)
          && !(e.getCause() instanceof GroupIdNotFoundException)) {
        report(settings, String.valueOf(e.getCause()), logger);
      }
    } catch (TimeoutException e) {
      report(settings, "no response in " + SECONDS + " s", logger);
    } catch (IOException | KafkaException e) {
      report(settings, e.toString(), logger);
    }
  }

  private static void report(KafkaSettings settings, String reason, System.Logger logger) {
    logger.log(
        System.Logger.Level.WARNING,
        "the group " + settings.group() + " could not be deleted: " + reason);
  }
}
