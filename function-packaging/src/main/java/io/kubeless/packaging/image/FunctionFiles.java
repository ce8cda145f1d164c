package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.StableFile;
import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that start a function, on this machine as well as in the image.
 *
 * @param directory directory of the descriptor
 * @param jar the function's own classes
 * @param libraries jars by their name in the image, in the order of the class path
 * @param kinds the layer of each library
 */
public record FunctionFiles(
    Path directory, Path jar, Map<String, Path> libraries, Map<String, Library.Kind> kinds) {

  /** Packs the class directories and writes the descriptor, as far as they have changed. */
  public static FunctionFiles prepare(ImageRequest request) throws IOException {
    Path directory = request.work();
    Files.createDirectories(directory);
    Path jar = directory.resolve("app.jar");
    if (Files.isDirectory(request.classes()) || !Files.exists(request.classes())) {
      DeterministicJar.pack(request.classes(), jar);
    } else if (!Files.exists(jar) || Files.mismatch(request.classes(), jar) >= 0) {
      Files.copy(request.classes(), jar, StandardCopyOption.REPLACE_EXISTING);
    }
    Map<String, Path> libraries = new LinkedHashMap<>();
    Map<String, Library.Kind> kinds = new LinkedHashMap<>();
    for (Library library : request.libraries()) {
      Path path = library.path();
      if (Files.isDirectory(path)) {
        path = directory.resolve("lib").resolve(library.fileName());
        DeterministicJar.pack(library.path(), path);
      }
      libraries.put(library.fileName(), path);
      kinds.put(library.fileName(), library.kind());
    }
    FunctionFiles files = new FunctionFiles(directory, jar, libraries, kinds);
    StableFile.write(
        directory.resolve(RuntimeContract.DESCRIPTOR),
        descriptor(request.function(), Services.of(files.classPath())));
    return files;
  }

  private static String descriptor(Function function, List<String> services) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(RuntimeContract.DESCRIPTOR_HANDLER, function.handler().name());
    function.handler().input().ifPresent(t -> entries.put(RuntimeContract.DESCRIPTOR_INPUT, t));
    function.handler().answer().ifPresent(t -> entries.put(RuntimeContract.DESCRIPTOR_ANSWER, t));
    entries.put(RuntimeContract.DESCRIPTOR_SERVICES, String.join(",", services));
    StringBuilder text = new StringBuilder();
    entries.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  /** Returns the jars on this machine, in the order of the class path. */
  public List<Path> classPath() {
    List<Path> classPath = new ArrayList<>();
    classPath.add(jar);
    classPath.addAll(libraries.values());
    return classPath;
  }

  /** Deletes the directory with the files that were written. */
  public void delete() throws IOException {
    Directories.delete(directory);
  }

  /** Returns the names of a layer's libraries. */
  List<String> names(Library.Kind kind) {
    return libraries.keySet().stream().filter(name -> kinds.get(name) == kind).toList();
  }
}
