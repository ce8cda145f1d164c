package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts peers like a function of kubeless: on a JRE that is linked from the same JDK in the same
 * way, with the same options, and with an AOT cache that real requests have trained.
 *
 * @param jdk the JDK
 * @param options the options of the function's JVM, without those of its archive
 * @param work directory for logs
 */
record SameJvm(Path jdk, List<String> options, Path work) {
  private static final String ARCHIVE = "trained.aot";
  private static final int CALLS = 20;

  /** Links a JRE, trains an archive, and returns the server. */
  Server server(Peer peer, Path peers) throws IOException, InterruptedException {
    String name = peer.name() + " (same JVM)";
    Path directory = peers.resolve(peer.directory());
    Files.deleteIfExists(directory.resolve(ARCHIVE));
    List<String> jvm = new ArrayList<>();
    jvm.add(link(peers.resolve("jre").resolve(peer.name().replace(' ', '-')), directory).resolve("bin/java").toString());
    jvm.addAll(options);
    jvm.add("-XX:AOTCacheOutput=" + ARCHIVE);
    train(peer.tuned(name, peers, jvm), peer.equals(Peer.EMPTY));
    if (!Files.exists(directory.resolve(ARCHIVE))) {
      throw new IOException("the training of " + name + " left no archive");
    }
    Path archive = directory.resolve(peer.name().replace(' ', '-') + ".aot");
    Files.move(directory.resolve(ARCHIVE), archive, StandardCopyOption.REPLACE_EXISTING);
    jvm.set(jvm.size() - 1, "-XX:AOTCache=" + archive.getFileName());
    jvm.add("-XX:AOTMode=on"); // a JVM that cannot use the archive ends
    return peer.tuned(name, peers, jvm);
  }

  private void train(Server server, boolean ends) throws IOException, InterruptedException {
    if (ends) {
      Tool.run(server.process(List.of()));
      return;
    }
    Process process = server.start(work.resolve("training.log"), Call.HELLO);
    for (int i = 0; i < CALLS; i++) {
      if (!server.call(Call.HELLO).succeeds(Server.PORT)) {
        throw new IOException("a call that trains " + server.name() + " failed");
      }
    }
    Server.stop(process);
  }

  private Path link(Path jre, Path directory) throws IOException, InterruptedException {
    if (!Files.isDirectory(jre)) {
      Tool.run(
          directory,
          List.of(
              jdk.resolve("bin/jlink").toString(),
              "--add-modules", String.join(",", new Modules(jdk).of(directory)),
              "--strip-java-debug-attributes", "--no-header-files", "--no-man-pages",
              "--output", jre.toString()));
    }
    return jre;
  }
}
