package io.kubeless.packaging.image;

import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a JVM about its start-up archive: an AOT cache from Java 24 on, a class-data
 * archive before. The options for recording and for running are the same, except for those that
 * name the file.
 *
 * @param version release of the JVM, such as {@code 25.0.3}
 * @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
 */
record ArchiveOptions(String version) {
  private static final int AOT = 24;
  private static final int MACHINE_CODE = 25;
  private static final int UNCHECKED = 26;
  private static final int CHECKED_UPDATE = 5;

  int release() {
    return part(0);
  }

  private int part(int index) {
    String[] parts = version.split("\\.", -1);
    return index < parts.length ? Integer.parseInt(parts[index]) : 0;
  }

  boolean aot() {
    return release() >= AOT;
  }

  /** Returns the name of the file in the working directory. */
  String file() {
    return aot() ? "app.aot" : "app.jsa";
  }

  /**
   * Returns whether the archive contains machine code that the JVM runs on any processor: it dies
   * of SIGILL on one that lacks an instruction.
   *
   * @see <a href="https://bugs.openjdk.org/browse/JDK-8388703">JDK-8388703</a>
   */
  private boolean uncheckedMachineCode() {
    return release() == UNCHECKED
        || (release() == MACHINE_CODE && part(1) == 0 && part(2) < CHECKED_UPDATE);
  }

  /** Returns whether the archive contains machine code, which the JVM uses on equal processors. */
  boolean machineCode() {
    return release() >= MACHINE_CODE && !uncheckedMachineCode();
  }

  /** Returns the options for recording as well as for running. */
  private List<String> always() {
    List<String> options = new ArrayList<>();
    if (uncheckedMachineCode()) {
      options.add("-XX:+UnlockDiagnosticVMOptions");
      options.add("-XX:-AOTAdapterCaching");
    }
    // The runtime reports a rejected archive; the JVM would write lines that are not JSON.
    options.add(aot() ? "-Xlog:aot*=off,cds*=off" : "-Xlog:cds*=off");
    options.add("-D" + RuntimeContract.ARCHIVE_PROPERTY + "=" + file());
    return options;
  }

  /**
   * Returns the options for recording.
   *
   * @param cpu the processor that the machine code is for, empty for none
   */
  List<String> training(String cpu) {
    List<String> options = always();
    if (machineCode()) {
      options.add("-D" + RuntimeContract.ARCHIVE_CPU_PROPERTY + "=" + cpu);
    }
    return options;
  }

  /** Returns the options for running with the archive. */
  List<String> run(String cpu) {
    List<String> options = training(cpu);
    if (aot()) {
      options.add("-XX:AOTCache=" + file());
      options.add("-XX:AOTMode=auto");
    } else {
      options.add("-XX:SharedArchiveFile=" + file());
      options.add("-Xshare:auto");
    }
    return options;
  }

  /** Returns the options that make the JVM end if it rejects the archive, and say why. */
  List<String> verify(String log) {
    return aot()
        ? List.of("-XX:AOTMode=on", "-Xlog:aot*=warning,cds*=warning:stderr", classes(log))
        : List.of("-Xshare:on", "-Xlog:cds*=warning,class+path=info:stderr", classes(log));
  }

  private static String classes(String log) {
    return "-Xlog:class+load:file=" + log;
  }

  /** Returns the options for recording what the process does. */
  List<String> record() {
    return aot()
        ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=app.aotconf")
        : List.of("-XX:DumpLoadedClassList=app.classlist");
  }

  /** Returns the options for creating the archive from the record. */
  List<String> create() {
    return aot()
        ? List.of(
            "-XX:AOTMode=create", "-XX:AOTConfiguration=app.aotconf", "-XX:AOTCache=" + file())
        // Only G1 can write objects, as in the archives of JDKs; the other collectors read them.
        : List.of(
            "-XX:-UseSerialGC",
            "-XX:+UseG1GC",
            "-Xshare:dump",
            "-XX:SharedClassListFile=app.classlist",
            "-XX:SharedArchiveFile=" + file());
  }
}
