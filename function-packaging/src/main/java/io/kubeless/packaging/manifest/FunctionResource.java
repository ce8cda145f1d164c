package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.Access;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Exposure;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Resources;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.RuntimeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Function resource means: the function, and the fields of its Deployment and Service that
 * no setting of a function expresses. Rendered for target {@code kubernetes}, it results in the
 * objects that a deployment to this target would have.
 *
 * @param function the function, without triggers, which are resources of their own
 * @param fragments the fragments of the project, and those fields
 */
public record FunctionResource(Function function, Fragments fragments) {
  private static final Pattern RUNTIME = Pattern.compile("java(\\d{1,3})");
  private static final Pattern TIMEOUT = Pattern.compile("[1-9]\\d{0,8}");
  private static final String DEFAULT_TIMEOUT = "180";

  /**
   * Reads a resource.
   *
   * @param owner the owner of the objects
   * @throws ProblemException with all problems, if the resource is not a function that can be
   *     rendered
   */
  public static FunctionResource read(KubernetesObject resource, Owner owner) {
    return new Reader(resource, owner).read();
  }

  private static final class Reader {
    private final List<Problem> problems = new ArrayList<>();
    private final ResourceFields fields;
    private final ResourcePods pods;
    private final KubernetesObject resource;
    private final Owner owner;
    private final Map<String, Object> metadata;
    private final Map<String, Object> spec;
    private final SortedMap<String, String> annotations;

    private Reader(KubernetesObject resource, Owner owner) {
      this.resource = resource;
      this.owner = owner;
      fields = new ResourceFields("function/" + resource.name(), problems);
      metadata = fields.map(resource.content(), "metadata");
      spec = fields.map(resource.content(), "spec");
      pods = new ResourcePods(fields, fields.map(spec, "spec.deployment"));
      annotations = texts("annotations");
    }

    private FunctionResource read() {
      Set<RuntimePart> parts = parts();
      Optional<String> image = pods.image();
      if (image.isEmpty()) {
        problems.add(
            Problem.of(ErrorCode.RESOURCE_UNSUPPORTED, "Function %s has no image", resource.name())
                .at("spec.deployment.spec.template.spec.containers[0].image")
                .because("its source cannot be run yet")
                .remedy("deploy a function with an image: %s", setting("target", "kubeless")));
      } else if (parts.isEmpty()) {
        problems.add(
            Problem.of(
                    ErrorCode.RESOURCE_UNSUPPORTED,
                    "The image of Function %s does not contain the runtime of this project",
                    resource.name())
                .at("metadata.annotations")
                .because("%s is missing", Names.RUNTIME_PARTS)
                .remedy("deploy a function with it: %s", setting("target", "kubeless")));
      }
      Function function =
          new Function(
              resource.name(),
              fields.text(metadata, "metadata.namespace"),
              labels(),
              ownAnnotations(),
              owner,
              "",
              handler(parts),
              pods.image(image.orElse(""), annotations.get(Names.IMAGE)),
              new RuntimeSettings(timeout(), OptionalInt.empty(), false, pods.env(), pods.config()),
              new Resources(
                  pods.memory(),
                  pods.cpu(),
                  pods.replicas(),
                  new ResourceAutoscaler(fields, spec).read()),
              new Exposure(List.of(), Optional.empty()),
              new Access(pods.serviceAccount(), pods.secrets(), pods.pullSecrets()));
      Fragments fragments = new ResourceFragments(fields, function, annotations).read(spec);
      if (!problems.isEmpty()) {
        throw new ProblemException(problems);
      }
      return new FunctionResource(function, fragments);
    }

    private SortedMap<String, String> texts(String name) {
      SortedMap<String, String> texts = new TreeMap<>();
      fields
          .map(metadata, "metadata." + name)
          .forEach((key, value) -> texts.put(key, String.valueOf(value)));
      return texts;
    }

    private SortedMap<String, String> labels() {
      SortedMap<String, String> labels = texts("labels");
      labels.keySet().removeAll(Names.RESERVED);
      return labels;
    }

    /** Returns the annotations without those of this project, of kubectl and of upstream. */
    private SortedMap<String, String> ownAnnotations() {
      SortedMap<String, String> own = new TreeMap<>(annotations);
      own.keySet()
          .removeIf(
              name ->
                  name.startsWith(Names.DOMAIN + "/") || name.startsWith("kubectl.kubernetes.io/"));
      return own;
    }

    private Set<RuntimePart> parts() {
      Set<RuntimePart> parts = EnumSet.noneOf(RuntimePart.class);
      for (String name : annotations.getOrDefault(Names.RUNTIME_PARTS, "").split(",")) {
        try {
          if (!name.isEmpty()) {
            parts.add(RuntimePart.valueOf(name.toUpperCase(Locale.ROOT)));
          }
        } catch (IllegalArgumentException e) {
          fields.invalid(
              "metadata.annotations." + Names.RUNTIME_PARTS, name, Message.of("it is no part"));
        }
      }
      return parts;
    }

    private HandlerClass handler(Set<RuntimePart> parts) {
      String handler = fields.text(spec, "spec.handler").orElse("");
      int dot = handler.indexOf('.');
      if (dot <= 0 || !handler.substring(dot).equals(".handle")) {
        fields.invalid(
            "spec.handler",
            handler,
            Message.of("it is not the class, with underscores for dots, and .handle"));
      }
      String runtime = fields.text(spec, "spec.runtime").orElse("");
      Matcher matcher = RUNTIME.matcher(runtime);
      boolean java = matcher.matches();
      if (!java) {
        fields.invalid(
            "spec.runtime", runtime, Message.of("it is not java and a release, such as java17"));
      }
      return new HandlerClass(
          handler.substring(0, Math.max(dot, 0)),
          Optional.empty(),
          Optional.empty(),
          parts,
          java ? Integer.parseInt(matcher.group(1)) : 0);
    }

    private Duration timeout() {
      String timeout = fields.text(spec, "spec.timeout").orElse(DEFAULT_TIMEOUT);
      if (!TIMEOUT.matcher(timeout).matches()) {
        fields.invalid("spec.timeout", timeout, Message.of("it is not a number of seconds from 1"));
        return Duration.ofSeconds(1);
      }
      return Duration.ofSeconds(Long.parseLong(timeout));
    }
  }
}
