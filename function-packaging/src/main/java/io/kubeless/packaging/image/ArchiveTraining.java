package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.manifest.Command;
import io.kubeless.packaging.manifest.LocalEnvironment;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Records a start-up archive with the JRE of an image, in a directory with the files of the image:
 * the same names, sizes and times, and a relative class path. The JVM compares them at each start.
 *
 * @param directory is created, and contains the archive in the end
 * @param cpu the processor that the archive's machine code is for, empty for none
 */
record ArchiveTraining(
    Function function, FunctionFiles files, ArchiveJre jre, Path directory, String cpu) {
  /** The time of all files in an image. */
  static final FileTime MODIFIED = FileTime.from(1, TimeUnit.SECONDS);

  private static final String OUTPUT = "output.log";
  private static final String LOADED = "loaded.log";
  private static final String REASON = "reason.log";
  private static final String REQUESTS = "requests.txt";
  private static final String NOT_LOADED = "it does not load the runtime from the archive";
  private static final int PATIENCE_SECONDS = 180;
  // Above 32 GB, which may be the default, references would have another format.
  private static final String HEAP = "-Xmx512m";

  /** Reports that no archive was recorded. The message is the reason. */
  static final class NotRecorded extends Exception {
    private static final long serialVersionUID = 1L;

    NotRecorded(String message) {
      super(message);
    }
  }

  /** Returns the archive, which may not exist yet. */
  Path archive() {
    return directory.resolve(jre.options().file());
  }

  /** Copies the files of the image. */
  void prepare() throws IOException {
    Files.createDirectories(directory.resolve("lib"));
    copy(files.jar(), directory.resolve("app.jar"));
    for (Map.Entry<String, Path> library : files.libraries().entrySet()) {
      copy(library.getValue(), directory.resolve("lib").resolve(library.getKey()));
    }
    copy(
        files.directory().resolve(RuntimeContract.DESCRIPTOR),
        directory.resolve(RuntimeContract.DESCRIPTOR));
    LocalFiles.replace(directory.resolve("config"), function.runtime().config().entries());
    Files.write(directory.resolve(REQUESTS), function.image().start().trainWith());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(to, MODIFIED);
  }

  /**
   * Records the archive.
   *
   * @return requests that were refused
   * @throws NotRecorded if the JVM ends without an archive
   * @throws ProblemException if a request failed
   */
  List<Message> record() throws IOException, NotRecorded {
    boolean requests = !function.image().start().trainWith().isEmpty();
    List<String> main = new ArrayList<>(List.of(RuntimeContract.TRAINING_CLASS));
    if (requests) {
      main.add(REQUESTS);
    }
    int code = run(jre.options().training(cpu), jre.options().record(), main, requests);
    List<String> lines = Files.readAllLines(directory.resolve(OUTPUT));
    if (requests && code != 0) {
      throw requestFailed(lines);
    }
    if (code != 0) {
      throw new NotRecorded(reason("the training ended with exit code " + code));
    }
    if (run(jre.options().training(cpu), jre.options().create(), List.of(), false) != 0
        || !Files.exists(archive())) {
      throw new NotRecorded(reason("the JVM wrote no archive"));
    }
    return lines.stream()
        .filter(line -> line.startsWith("refused "))
        .map(line -> line.split(" ", 3))
        .map(line -> Message.of("image.trainWith: %s was answered with %s", line[2], line[1]))
        .toList();
  }

  /**
   * Requires that the JVM uses the archive.
   *
   * @throws ProblemException with the reason of the JVM, if it does not
   */
  void verify() throws IOException {
    int code =
        run(
            jre.options().run(cpu),
            jre.options().verify(LOADED),
            List.of(RuntimeContract.TRAINING_CLASS, "load"),
            false);
    boolean used =
        code == 0
            && Files.readString(directory.resolve(LOADED))
                .contains(RuntimeContract.MAIN_CLASS + " source: shared objects file");
    if (!used) {
      throw new ProblemException(
          Problem.of(ErrorCode.ARCHIVE_REJECTED, "The JVM rejects the start-up archive")
              .at("%s", function.image().start().recorded().orElse(archive().toString()))
              .because(Message.verbatim(reason(NOT_LOADED)))
              .remedy(
                  "correct it, or build without an archive: %s",
                  setting("image.archive", "false")));
    }
  }

  private int run(List<String> always, List<String> once, List<String> main, boolean asDeployed)
      throws IOException {
    Path arguments = directory.resolve("jvm.args");
    Files.writeString(arguments, Command.arguments(always, Layers.classPath(files)));
    List<String> command = new ArrayList<>(jre.java());
    command.addAll(List.of(HEAP, "@jvm.args"));
    command.addAll(once);
    command.addAll(main);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(OUTPUT).toFile());
    builder.environment().clear(); // options of this machine's JVMs do not apply to the image
    builder.environment().put("LANG", ImageDescription.LANG);
    Files.writeString(directory.resolve(REASON), "");
    if (asDeployed) {
      builder.environment().putAll(environment());
    }
    builder
        .environment()
        .put(
            RuntimeContract.TERMINATION_LOG, directory.resolve(REASON).toAbsolutePath().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Files.writeString(
            directory.resolve(REASON), "it did not end within " + PATIENCE_SECONDS + " seconds");
        return -1;
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Returns the environment of the pods, without what the training could not satisfy. */
  private Map<String, String> environment() {
    Map<String, String> environment =
        LocalEnvironment.of(
            function, 0, directory.resolve("config"), Optional.empty(), false, Optional.empty());
    environment.keySet().removeIf(name -> name.startsWith(RuntimeContract.AUTH_PREFIX));
    return environment;
  }

  private ProblemException requestFailed(List<String> lines) throws IOException {
    String[] failed =
        lines.stream()
            .filter(line -> line.startsWith("failed "))
            .findFirst()
            .orElse("failed ")
            .split(" ", 3);
    boolean answered = failed.length == 3;
    return new ProblemException(
        Problem.of(
                ErrorCode.TRAINING_REQUEST_FAILED,
                "The training request %s failed",
                answered ? failed[2] : function.image().start().trainWith().get(0))
            .at("image.trainWith")
            .because(
                answered
                    ? Message.of("the function responded with status %s", failed[1])
                    : Message.verbatim(reason("it ended")))
            .remedy(
                "correct the request or the function, whose log is in %s",
                directory.resolve(OUTPUT)));
  }

  /** Returns what the process has reported, or else a text. */
  private String reason(String otherwise) throws IOException {
    String reported = Files.readString(directory.resolve(REASON)).strip();
    if (!reported.isEmpty()) {
      return reported;
    }
    List<String> lines =
        Files.readAllLines(directory.resolve(OUTPUT)).stream()
            .filter(line -> !line.startsWith("{") && !line.contains("[info]") && !line.isBlank())
            .map(line -> line.replaceFirst("^(\\[[^\\]]*\\])+ *", "").strip())
            .distinct()
            .toList();
    return lines.isEmpty() ? otherwise : String.join("; ", lines);
  }
}
