package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.Exposure;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.Trigger;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Creates a function from its effective configuration. */
final class FunctionReader {
  private final MappingReader values;
  private final TriggerTypes types;
  private final List<Problem> problems;

  FunctionReader(Mapping effective, TriggerTypes types, List<Problem> problems) {
    this.values = new MappingReader(effective, "", Keys::find, problems);
    this.types = types;
    this.problems = problems;
  }

  Function read(Project project, HandlerClass handler, SortedMap<String, byte[]> configFiles) {
    List<Trigger> triggers = new Triggers(types, problems).read(values.items("triggers"));
    String name = name(triggers);
    Function function =
        new Function(
            name,
            values.text(
                "namespace",
                DnsNames.LABEL,
                Message.of("lower-case letters, digits and dashes are expected, 63 in all"),
                "team-a"),
            LabelsReader.labels(values),
            LabelsReader.annotations(values),
            project.owner(),
            project.coordinates().version(),
            handler,
            ImageReader.read(values.below("image")),
            new RuntimeReader(values).read(triggers, configFiles),
            new ResourcesReader(values).read(RuntimePart.of(handler, triggers), triggers),
            new Exposure(triggers, new NetworkReader(values, problems).read()),
            new AccessReader(values).read());
    refuseTwoAutoscalers(function);
    new ScalingCheck(values, function).run();
    return function;
  }

  private void refuseTwoAutoscalers(Function function) {
    if (function.resources().autoscaling().isPresent()) {
      function.exposure().renderers().stream()
          .filter(each -> each.scales(function))
          .forEach(
              each ->
                  values.wrong(
                      "autoscaling",
                      Message.of("is set, and a trigger of type %s has an autoscaler", each.type()),
                      Message.of("two autoscalers would change the number of pods in turn"),
                      Message.of("remove one of the two")));
    }
  }

  private String name(List<Trigger> triggers) {
    Optional<String> name =
        values.text(
            "name",
            DnsNames.SERVICE,
            Message.of(
                "a DNS label is expected: a letter, then lower-case letters, digits and dashes, 63 in all"),
            "hello");
    name.ifPresent(each -> types.all().forEach(type -> check(type, each, triggers)));
    return name.orElse("function");
  }

  private void check(TriggerType type, String name, List<Trigger> triggers) {
    long own = triggers.stream().filter(each -> each.renderer().type().equals(type.name())).count();
    if (own > 0) {
      type.check(values, name, (int) own);
    }
  }
}
