package io.kubeless.packaging.config;

import static io.kubeless.packaging.model.Argument.buildFile;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.QuickStart;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the configuration of a function's image. */
final class ImageReader {
  // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
  private static final String PATH = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String PATHS = PATH + "(?:/" + PATH + ")*";
  private static final String HOST = "[a-zA-Z0-9.-]+(:\\d+)?";
  private static final Pattern IMAGE =
      Pattern.compile(
          "(" + HOST + "/)?" + PATHS + "(:[\\w][\\w.-]{0,127})?(@sha256:[0-9a-f]{64})?");
  private static final Pattern REGISTRY = Pattern.compile(HOST + "(/" + PATHS + ")?");
  private static final Pattern ARCHITECTURES = Pattern.compile("[a-z0-9]+(\\s*,\\s*[a-z0-9]+)*");

  private static final Pattern REQUEST = Pattern.compile("[A-Z]+\\s+/\\S*(\\s+\\S.*)?");
  private static final Pattern MODULE = Pattern.compile("[a-z][\\w.]*");

  private ImageReader() {}

  /** Returns the error of a registry: a host is expected, optionally with a port and a path. */
  static Optional<Problem> checkRegistry(String registry) {
    return REGISTRY.matcher(registry).matches()
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                    ErrorCode.INVALID_VALUE,
                    "The registry is not valid: %s",
                    registry.replaceFirst("[^/]*@", "<login>@"))
                .at("%s, KUBELESS_REGISTRY or %s", setting("registry"), buildFile())
                .because(
                    registry.contains("@")
                        ? Message.of(
                            "a login is not part of the address; it is found by the registry's host")
                        : Message.of(
                            "a host name and a path in lower case are expected, without a scheme"))
                .remedy(
                    "write for example %s",
                    setting(
                        "registry",
                        Optional.of(
                                registry
                                    .toLowerCase(Locale.ROOT)
                                    .replaceFirst("^https?://", "")
                                    .replaceFirst("^[^/]*@", ""))
                            .filter(each -> REGISTRY.matcher(each).matches())
                            .orElse("registry.acme.com/team"))));
  }

  static Image read(MappingReader image) {
    String example = "registry.acme.com/team/hello:1.0";
    Message why =
        Message.of(
            "a repository in lower case with an optional tag is expected, and for an IPv6 address a"
                + " host name");
    String name = image.text("name", IMAGE, why, example).orElse("function:latest");
    if (name.contains("@")) {
      image.wrong(
          "name",
          Message.of("contains a digest: %s", name),
          Message.of("the build determines the digest"),
          Message.of("remove it"));
    }
    String base = image.text("base", IMAGE, why, Image.LINKED_JRE).orElse(Image.LINKED_JRE);
    String architectures =
        image
            .text(
                "architecture",
                ARCHITECTURES,
                Message.of("OCI architecture names, separated by commas, are expected"),
                "amd64,arm64")
            .orElse("amd64");
    return new Image(
        name, Optional.empty(), base, List.of(architectures.split("\\s*,\\s*", -1)), start(image));
  }

  private static QuickStart start(MappingReader image) {
    String archive = image.text("archive").orElse("true");
    boolean word = archive.equals("true") || archive.equals("false");
    List<String> requests =
        checked(
            image,
            "trainWith",
            REQUEST,
            Message.of("a method, a path and, if there is one, a body are expected"),
            "'GET /hello'");
    List<String> modules =
        checked(
            image,
            "modules",
            MODULE,
            Message.of("names of modules of the JDK are expected"),
            "java.instrument");
    return new QuickStart(
        !archive.equals("false"),
        word ? Optional.empty() : Optional.of(archive),
        requests,
        modules);
  }

  private static List<String> checked(
      MappingReader image, String key, Pattern form, Message why, String example) {
    List<String> list = image.list(key);
    for (String item : list) {
      if (!form.matcher(item).matches()) {
        image.wrong(
            key,
            Message.of("is not valid: %s", item),
            why,
            Message.of("write for example %s: [%s]", key, example));
      }
    }
    return list.stream().filter(form.asMatchPredicate()).toList();
  }
}
