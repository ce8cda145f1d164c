package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import io.kubeless.packaging.manifest.Command;
import io.kubeless.packaging.model.StableFile;
import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The layers above the base; those that change least often are first. */
final class Layers {
  private static final AbsoluteUnixPath FUNCTION = AbsoluteUnixPath.get(RuntimeContract.DIRECTORY);
  // Permissions on this machine may differ; the image always has this one.
  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");

  private Layers() {}

  /**
   * Returns the layers.
   *
   * @param archive the start-up archive, which is the last layer because it changes with each other
   *     file
   */
  static List<FileEntriesLayer> of(FunctionFiles files, Optional<StartArchive> archive)
      throws IOException {
    List<FileEntriesLayer> layers = new ArrayList<>();
    libraries(layers, files, "runtime", Library.Kind.RUNTIME);
    libraries(layers, files, "dependencies", Library.Kind.RELEASE);
    libraries(layers, files, "snapshots", Library.Kind.SNAPSHOT);
    Path arguments = files.directory().resolve("jvm.args");
    StableFile.write(
        arguments,
        Command.arguments(archive.map(StartArchive::run).orElse(List.of()), classPath(files)));
    layers.add(
        FileEntriesLayer.builder()
            .setName("function")
            .addEntry(files.jar(), FUNCTION.resolve("app.jar"), FILE)
            .addEntry(
                files.directory().resolve(RuntimeContract.DESCRIPTOR),
                FUNCTION.resolve(RuntimeContract.DESCRIPTOR),
                FILE)
            .addEntry(arguments, AbsoluteUnixPath.get(Command.ARGUMENTS), FILE)
            .build());
    archive.ifPresent(each -> layers.add(each.layer(FUNCTION, FILE)));
    return layers;
  }

  private static void libraries(
      List<FileEntriesLayer> layers, FunctionFiles files, String layer, Library.Kind kind) {
    List<String> names = files.names(kind);
    if (names.isEmpty()) {
      return;
    }
    FileEntriesLayer.Builder builder = FileEntriesLayer.builder().setName(layer);
    for (String name : names) {
      Path path = files.libraries().get(name);
      if (path != null) {
        builder.addEntry(path, FUNCTION.resolve("lib").resolve(name), FILE);
      }
    }
    layers.add(builder.build());
  }

  /** Returns the total size of the files, without compression. */
  static long bytes(FunctionFiles files, Optional<StartArchive> archive) throws IOException {
    long bytes = 0;
    for (FileEntriesLayer layer : of(files, archive)) {
      for (FileEntry entry : layer.getEntries()) {
        bytes += Files.size(entry.getSourceFile());
      }
    }
    return bytes;
  }

  /** Returns the class path, relative to the working directory. */
  static List<String> classPath(FunctionFiles files) {
    return Stream.concat(
            Stream.of("app.jar"), files.libraries().keySet().stream().map(name -> "lib/" + name))
        .toList();
  }
}
