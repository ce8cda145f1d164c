package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Start;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Finds out before the first event whether a share group would lose events, because of settings
 * that only the brokers have.
 *
 * @see <a href="https://kafka.apache.org/documentation/#groupconfigs">Group configs</a>
 */
final class GroupCheck {
  private static final String DELIVERIES = "share.delivery.count.limit";
  private static final String START = "share.auto.offset.reset";
  private static final String RENEWAL = "share.renew.acknowledge.enable";
  private static final String DEAD_LETTERS = "errors.deadletterqueue.topic.name";
  private static final int USUAL_DELIVERIES = 10; // which brokers permit by default

  // One in which the dead letter is written, and another one if the process ends meanwhile.
  private static final int MORE_DELIVERIES = 2;

  private GroupCheck() {}

  /**
   * Reads the settings of the group.
   *
   * @throws StartCheck.Impossible if events would be lost; the message contains the command that
   *     changes the settings
   * @throws StartCheck.Unreachable if the brokers do not respond
   */
  static void run(KafkaSettings settings, ClientProperties properties)
      throws StartCheck.Impossible, StartCheck.Unreachable, InterruptedException {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, settings.group());
    try (Admin admin = Admin.create(properties.admin())) {
      Map<ConfigResource, Config> found = admin.describeConfigs(List.of(group)).all().get();
      Map<String, String> values = new TreeMap<>();
      for (ConfigEntry each : found.getOrDefault(group, new Config(List.of())).entries()) {
        values.put(each.name(), each.value() == null ? "" : each.value());
      }
      requireNoLoss(settings, values);
    } catch (ExecutionException e) {
      throw StartCheck.problem(settings, settings.topic(), e.getCause() == null ? e : e.getCause());
    } catch (IOException e) {
      throw StartCheck.impossible(settings, e);
    } catch (KafkaException e) {
      throw StartCheck.notCreated(settings, e);
    }
  }

  /**
   * Requires settings with which no event is lost.
   *
   * @param values of the group, by name
   */
  static void requireNoLoss(KafkaSettings settings, Map<String, String> values)
      throws StartCheck.Impossible {
    List<String> reasons = new ArrayList<>();
    SortedMap<String, String> changes = new TreeMap<>();
    int attempts = settings.failures().retries().attempts();
    String deliveries = values.getOrDefault(DELIVERIES, "");
    if (deliveries.isEmpty()) {
      throw impossible(settings, "the brokers do not report " + DELIVERIES + ", and are too old");
    }
    if (settings.start() == Start.EARLIEST && !values.getOrDefault(START, "").equals("earliest")) {
      reasons.add("begins with the latest event");
      changes.put(START, "earliest");
    }
    if (!settings.temporary()
        && values.getOrDefault(DEAD_LETTERS, "").isEmpty()
        && Integer.parseInt(deliveries) < attempts + MORE_DELIVERIES) {
      reasons.add(
          "gives up an event after " + deliveries + " deliveries, with " + attempts + " attempts");
      changes.put(DELIVERIES, "" + Math.max(USUAL_DELIVERIES, attempts + MORE_DELIVERIES));
    }
    if (values.getOrDefault(RENEWAL, "true").equals("false")) {
      reasons.add("does not renew the lock of an event that is being processed");
      changes.put(RENEWAL, "true");
    }
    if (!reasons.isEmpty()) {
      throw impossible(
          settings,
          "share group "
              + settings.group()
              + " would lose or repeat events, because it "
              + String.join(" and ", reasons)
              + "; run kafka-configs.sh --bootstrap-server "
              + settings.servers()
              + " --alter --entity-type groups --entity-name "
              + settings.group()
              + " --add-config "
              + String.join(
                  ",",
                  changes.entrySet().stream()
                      .map(each -> each.getKey() + "=" + each.getValue())
                      .toList()));
    }
  }

  private static StartCheck.Impossible impossible(KafkaSettings settings, String reason) {
    return new StartCheck.Impossible(StartCheck.trigger(settings) + reason);
  }
}
