package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The projects that are compared. Their images have the same JRE, runtime and handler. */
final class ClusterProjects {
  private ClusterProjects() {}

  /** Deploys all projects in a new namespace, and returns them in the order of a round. */
  static List<ClusterProject> deployed() throws IOException, InterruptedException {
    ClusterProject kubeless = kubeless("hello", "false");
    ClusterProject archive = kubeless("hello-archive", "true");
    ClusterProject jib =
        new ClusterProject(
            "jib",
            "jib",
            project -> {
              project.maven("compile", "jib:build");
              ClusterProject.kubectl("set", "image", "deployment/jib", "jib=" + jibImage(project));
            });
    ClusterProject jkube =
        new ClusterProject(
            "jkube",
            "jkube",
            project ->
                project.maven(
                    "package",
                    "k8s:build",
                    "k8s:push",
                    "k8s:resource",
                    "k8s:apply",
                    "-Djkube.namespace=" + ClusterProject.NAMESPACE));
    prepare(kubeless, archive, jib, jkube);
    return List.of(kubeless, jib, archive, jkube);
  }

  private static ClusterProject kubeless(String name, String archive) throws IOException {
    return new ClusterProject(
        name,
        "kubeless",
        project ->
            project.kubeless(
                "deploy", "-Dkubeless.name=" + name, "-Dkubeless.image.archive=" + archive));
  }

  private static String jibImage(ClusterProject project) throws IOException {
    return ClusterProject.REGISTRY
        + "/jib@"
        + Files.readString(project.file("target/jib-image.digest"));
  }

  /**
   * Deploys everything once. The objects of the peers are those of the plugin, with other names.
   */
  private static void prepare(
      ClusterProject kubeless, ClusterProject archive, ClusterProject jib, ClusterProject jkube)
      throws IOException, InterruptedException {
    ClusterProject.kubectl("delete", "namespace", ClusterProject.NAMESPACE, "--ignore-not-found");
    ClusterProject.kubectl("create", "namespace", ClusterProject.NAMESPACE);
    kubeless.deploy();
    archive.deploy();
    kubeless.kubeless(
        "push",
        "-Dkubeless.image.name=" + ClusterProject.REGISTRY + "/base:1",
        "-Dkubeless.image.archive=false");
    jib.maven("compile", "jib:build");
    for (String kind : List.of("serviceaccount", "service", "deployment")) {
      String manifest = kubeless.manifest(kind);
      jib.write(
          "target/" + kind + ".yaml",
          peer(manifest, "jib", "        image: " + jibImage(jib) + "\n"));
      ClusterProject.kubectl("apply", "-f", jib.file("target/" + kind + ".yaml").toString());
      jkube.write("src/main/jkube/" + kind + ".yaml", peer(manifest, "jkube", ""));
    }
    jkube.deploy();
  }

  /** Returns a manifest for another name and image, whose entry point is that of its plugin. */
  private static String peer(String manifest, String name, String image) {
    return manifest
        .replaceAll("(?m)\\bhello$", name)
        .replaceAll(" +app.kubernetes.io/managed-by: .*\n", "") // JKube sets it
        .replaceAll(" +image: .*\n", image)
        .replaceAll("( +)command:\n(\\1- .*\n)+", "");
  }
}
