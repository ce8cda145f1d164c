package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.List;
import java.util.Optional;

/**
 * A trigger that an event can be published to.
 *
 * @param source name of its source, such as {@code kafka-orders}
 */
public record EventTarget(Function function, Trigger trigger, String source) {

  /**
   * Finds a trigger.
   *
   * @param name of the trigger, or its type, a hyphen and its name
   * @param origin where the name is set, for messages
   * @throws ProblemException if there is none, several have the name, or its brokers are unknown
   */
  public static EventTarget find(Function function, String name, Origin origin) {
    List<EventTarget> all =
        function.exposure().triggers().stream()
            .flatMap(each -> each.source().map(it -> new EventTarget(function, each, it)).stream())
            .toList();
    List<EventTarget> named = all.stream().filter(each -> each.isNamed(name)).toList();
    if (named.size() != 1) {
      throw new ProblemException(
          named.isEmpty() ? unknown(function, name, origin, all) : ambiguous(name, origin, named));
    }
    return named.get(0).requireServers();
  }

  /** Returns the names of the sources whose brokers are known, or of those whose are not. */
  public static List<String> sources(Function function, boolean known) {
    return function.exposure().triggers().stream()
        .filter(each -> each.source().isPresent())
        .filter(each -> unsupported(function, each).isEmpty() == known)
        .map(each -> each.source().orElseThrow())
        .toList();
  }

  private static List<TriggerRenderer.Unsupported> unsupported(Function function, Trigger trigger) {
    Function alone = function.withTriggers(List.of(trigger)); // others may have no servers
    return trigger.renderer().unsupported(alone, Target.KUBERNETES);
  }

  private boolean isNamed(String name) {
    return source.equals(name) || source.equals(trigger.renderer().type() + "-" + name);
  }

  private static Problem unknown(
      Function function, String name, Origin origin, List<EventTarget> all) {
    Optional<String> now = function.startNow();
    return Problem.of(
            ErrorCode.UNKNOWN_KEY, "%s has no trigger %s with events", function.name(), name)
        .at(origin)
        .because(
            all.isEmpty()
                ? Message.of("it has neither a Kafka nor a NATS trigger")
                : Message.of("it has %s", names(all)))
        .remedy(
            !all.isEmpty()
                ? Message.of("pass %s", setting("trigger", all.get(0).source()))
                : now.isPresent()
                    ? Message.of("a cron trigger runs once with %s", now.get())
                    : Message.of("leave it out, to send a request"));
  }

  private static Problem ambiguous(String name, Origin origin, List<EventTarget> named) {
    return Problem.of(ErrorCode.INVALID_VALUE, "Several triggers are named %s", name)
        .at(origin)
        .because("they are %s", names(named))
        .remedy("pass %s", setting("trigger", named.get(0).source()));
  }

  private static String names(List<EventTarget> targets) {
    return String.join(", ", targets.stream().map(EventTarget::source).toList());
  }

  private EventTarget requireServers() {
    if (!unsupported(function, trigger).isEmpty()) {
      throw new ProblemException(
          Problem.of(ErrorCode.EVENT_NOT_PUBLISHED, "No event can be published to %s", source)
              .at("%s", function.name())
              .because("the configuration has no address of the brokers")
              .remedy(
                  "add servers, or select an overlay that has them: %s", setting("env", "local")));
    }
    return this;
  }

  /** Returns the prefix of the header fields of CloudEvents in the binding of the protocol. */
  public String cloudEventPrefix() {
    return trigger.renderer().type().equals("kafka") ? "ce_" : "ce-";
  }

  /** Returns the names of the Secrets that are necessary to connect. */
  public List<String> secrets() {
    return trigger.renderer().mountedSecrets(function);
  }
}
