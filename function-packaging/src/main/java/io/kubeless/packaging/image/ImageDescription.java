package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.kubeless.packaging.manifest.Command;
import io.kubeless.packaging.model.Function;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The configuration and labels of an image.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/annotations.md">Names of
 *     labels</a>
 */
final class ImageDescription {
  private static final String USER = "1000:1000";

  /** The locale, which determines the character set of variables and file names in the JVM. */
  static final String LANG = "C.UTF-8";

  private ImageDescription() {}

  static void set(JibContainerBuilder container, ImageRequest request, String architecture) {
    Function function = request.function();
    container
        .setFormat(ImageFormat.Docker)
        .setCreationTime(request.created())
        .setPlatforms(Set.of(new Platform(architecture, "linux")))
        .setUser(USER)
        .setWorkingDirectory(AbsoluteUnixPath.get(RuntimeContract.DIRECTORY))
        .addEnvironmentVariable("LANG", LANG)
        .setEntrypoint(Command.entryPoint(request.main()))
        .setProgramArguments(List.of())
        .addExposedPort(Port.tcp(RuntimeContract.DEFAULT_PORT))
        .addExposedPort(Port.tcp(RuntimeContract.DEFAULT_MANAGEMENT_PORT));
    Map<String, String> labels = new TreeMap<>();
    labels.put("org.opencontainers.image.title", function.name());
    labels.put("org.opencontainers.image.version", function.version());
    labels.put("org.opencontainers.image.created", request.created().toString());
    labels.put("org.opencontainers.image.base.name", function.image().base());
    labels.forEach(container::addLabel);
  }
}
