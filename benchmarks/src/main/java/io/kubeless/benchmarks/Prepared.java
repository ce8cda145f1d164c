package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers of a run, with their archives.
 *
 * @param image the image of the function
 * @param trained the function with an archive that a request has trained, as those of the peers are
 * @param documented as their documentation starts them, after the function itself
 * @param same on the same JVM as the function
 * @param json the function, and those on the same JVM, that bind JSON
 * @param older on JDK 17, after the function itself; empty if there is none
 * @param versions the versions of all
 */
record Prepared(
    KubelessImage image,
    Server trained,
    List<Server> documented,
    List<Server> same,
    List<Server> json,
    List<Server> older,
    String versions) {
  static final String OURS = "kubeless";

  /**
   * Prepares the peers that have been built. The environment names the JDKs: {@code JDK_25} and
   * {@code JDK_17}, of which the second one can be unset.
   *
   * @param work directory for logs
   */
  static Prepared of(Path work) throws IOException, InterruptedException {
    Path peers = Path.of("target", "peers-25").toAbsolutePath();
    Path jdk = Path.of(System.getenv("JDK_25"));
    KubelessImage image = image(peers);
    List<Server> documented = new ArrayList<>(List.of(image.server(OURS)));
    List<Server> same = new ArrayList<>();
    List<Server> json =
        new ArrayList<>(List.of(new KubelessImage(peers.resolve("kubeless-json")).server(OURS)));
    SameJvm jvm = new SameJvm(jdk, image.options(), work);
    same.add(jvm.server(Peer.EMPTY, peers));
    for (Peer peer : Peer.ALL) {
      documented.add(peer.documented(peers, jdk));
      Server server = jvm.server(peer, peers);
      same.add(server);
      if (peer.json()) {
        json.add(server.json());
      }
    }
    List<Path> jdks = new ArrayList<>(List.of(jdk));
    List<Server> older = new ArrayList<>();
    String home = System.getenv().getOrDefault("JDK_17", "");
    if (!home.isEmpty()) {
      jdks.add(Path.of(home));
      older.addAll(older(Path.of("target", "peers-17").toAbsolutePath(), Path.of(home)));
    }
    Server trained =
        new KubelessImage(peers.resolve("kubeless-trained")).server(OURS + " (trained)");
    return new Prepared(image, trained, documented, same, json, older, Versions.of(peers, jdks));
  }

  private static List<Server> older(Path peers, Path jdk) throws IOException {
    List<Server> older = new ArrayList<>();
    older.add(image(peers).server(OURS + " (JDK 17)"));
    older.add(Peer.EMPTY.older(peers, jdk));
    for (Peer peer : Peer.ALL) {
      if (!peer.older().isEmpty()) {
        older.add(peer.older(peers, jdk));
      }
    }
    return older;
  }

  private static KubelessImage image(Path peers) {
    return new KubelessImage(peers.resolve("kubeless"));
  }
}
