package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.JibContainerBuilder;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.QuickStart;
import io.kubeless.runtime.ProcessorClass;
import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Map;

/**
 * Everything that an image is made of. The function's own files are compared by their content,
 * others by path, size and time, as in Jib's cache of layers.
 *
 * @param base a text that is the same for the same base
 */
record ImageInputs(ImageRequest request, FunctionFiles files, String base) {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  /** Returns a hash that is the same on this machine as long as nothing changes. */
  String key() throws IOException {
    Sha256 hash = new Sha256();
    code(hash, ImageInputs.class);
    code(hash, JibContainerBuilder.class);
    hash.text(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    hash.text(base);
    Function function = request.function();
    hash.text(function.name());
    hash.text(function.version());
    hash.text(request.main());
    hash.text(request.created().toString());
    Image image = function.image();
    hash.text(image.base());
    image.architectures().forEach(hash::text);
    hash.file(files.jar());
    hash.file(files.directory().resolve(RuntimeContract.DESCRIPTOR));
    for (Map.Entry<String, Path> library : files.libraries().entrySet()) {
      hash.text(library.getKey() + " " + files.kinds().get(library.getKey()));
      hash.time(library.getValue());
    }
    if (image.start().archive()) {
      archive(hash, function, image.start());
    }
    return hash.hex();
  }

  /** Adds what a start-up archive is made of in addition. */
  private void archive(Sha256 hash, Function function, QuickStart start) throws IOException {
    hash.text(ProcessorClass.of(CPU));
    hash.text(start.toString());
    if (start.recorded().isPresent()) {
      Path file = request.project().resolve(start.recorded().get());
      hash.text(file.toString());
      if (Files.isRegularFile(file)) {
        hash.time(file);
      }
    }
    function.runtime().env().forEach((name, value) -> hash.text(name + "=" + value));
    function
        .runtime()
        .config()
        .entries()
        .forEach((name, value) -> hash.text(name + Arrays.toString(value)));
  }

  /** Adds the version of the code that makes images: another one may make others. */
  private static void code(Sha256 hash, Class<?> code) throws IOException {
    CodeSource source = code.getProtectionDomain().getCodeSource();
    if (source != null) {
      hash.time(Path.of(URI.create(source.getLocation().toString())));
    }
  }
}
