package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A limit of CPU time, as a cgroup enforces it for a container: in periods of 100 ms.
 *
 * @param condition its name in the results
 * @param processes the file that a process joins the cgroup with, or {@code -} for no limit
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
record CpuLimit(String condition, String processes) {
  static final CpuLimit NONE = new CpuLimit("full speed", "-");
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int PERIOD_MICROS = 100_000;

  /**
   * Creates a cgroup, for which root is needed, and checks that it limits what its processes use.
   *
   * @param cpus the limit
   * @param start the program that starts a process in a cgroup
   */
  static CpuLimit of(String condition, double cpus, Path start)
      throws IOException, InterruptedException {
    String name = "kubeless-benchmark-" + condition.replace(' ', '-');
    int quota = (int) (cpus * PERIOD_MICROS);
    Path directory;
    if (Files.exists(CGROUPS.resolve("cgroup.controllers"))) {
      directory = Files.createDirectories(CGROUPS.resolve(name));
      Files.writeString(CGROUPS.resolve("cgroup.subtree_control"), "+cpu");
      Files.writeString(directory.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
      Files.writeString(directory.resolve("cpu.weight"), "10000"); // the limit alone is to count
    } else {
      directory = Files.createDirectories(CGROUPS.resolve("cpu").resolve(name));
      Files.writeString(directory.resolve("cpu.cfs_period_us"), "" + PERIOD_MICROS);
      Files.writeString(directory.resolve("cpu.cfs_quota_us"), "" + quota);
      Files.writeString(directory.resolve("cpu.shares"), "262144");
    }
    CpuLimit limit = new CpuLimit(condition, directory.resolve("cgroup.procs").toString());
    double used = limit.measure(start);
    System.out.printf(Locale.ROOT, "%s: two busy processes use %.2f CPUs%n", condition, used);
    if (used > cpus * 1.2) {
      throw new IOException(directory + " does not limit its processes to " + cpus + " CPUs");
    }
    return limit;
  }

  /** Returns how many CPUs two processes use that never wait. */
  private double measure(Path start) throws IOException, InterruptedException {
    List<Process> busy = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      busy.add(
          new ProcessBuilder(
                  start.toString(), "0", "/dev/null", "", processes, "/dev/null",
                  "sh", "-c", "exec timeout 2 sh -c 'while :; do :; done'")
              .start());
    }
    double used = 0;
    for (Process process : busy) {
      String[] figures = new String(process.getInputStream().readAllBytes()).split(" ");
      used += Double.parseDouble(figures[1]) / Double.parseDouble(figures[0]);
      process.waitFor();
    }
    return used;
  }
}
