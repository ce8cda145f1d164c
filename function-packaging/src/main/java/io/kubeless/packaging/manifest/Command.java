package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command lines of a function: in the image, in its pods and on this machine. In the image,
 * options and class path are in a file, {@link #ARGUMENTS}.
 */
public final class Command {
  /** The file in the image that contains the JVM's options and the class path. */
  public static final String ARGUMENTS = RuntimeContract.DIRECTORY + "/jvm.args";

  // Options that suit every function.
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC", "-XX:SurvivorRatio=2");

  private static final long MEBIBYTE = 1L << 20;

  // What a thousand calls have allocated fits into it. In a smaller one, it is copied to the old
  // generation, which then grows to the limit before anything is collected there.
  private static final long YOUNG_MEBIBYTES = 32;

  private Command() {}

  static List<String> function(Function function) {
    return java(heapMebibytes(function), RuntimeContract.MAIN_CLASS);
  }

  static List<String> oneCall(Function function) {
    return java(heapMebibytes(function), RuntimeContract.ONE_CALL_CLASS);
  }

  static List<String> caller() {
    return java(24, RuntimeContract.CALLER_CLASS);
  }

  private static List<String> java(long heapMebibytes, String main) {
    List<String> command = new ArrayList<>();
    command.add("java");
    command.addAll(heap(heapMebibytes));
    command.add("@" + ARGUMENTS);
    command.add(main);
    return List.copyOf(command);
  }

  /** Returns whether a command is one that {@link #function} returns for any size of the heap. */
  static boolean isOwn(@Nullable Object command) {
    return command instanceof List<?> list
        && list.size() >= 3
        && list.get(0).equals("java")
        && list.subList(1, list.size() - 2).stream().allMatch(each -> ("" + each).startsWith("-X"))
        && list.subList(list.size() - 2, list.size())
            .equals(List.of("@" + ARGUMENTS, RuntimeContract.MAIN_CLASS));
  }

  /**
   * Returns the entry point of the image, which a pod replaces to limit the heap.
   *
   * @param main the class that it starts
   */
  public static List<String> entryPoint(String main) {
    return List.of("java", "@" + ARGUMENTS, main);
  }

  /**
   * Returns the content of {@link #ARGUMENTS}.
   *
   * @param options further options of the JVM
   * @param classPath jars, relative to the working directory, because a start-up archive is only
   *     valid in other directories if its class path is relative
   * @see <a
   *     href="https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#java-command-line-argument-files">Argument
   *     files</a>
   */
  public static String arguments(List<String> options, List<String> classPath) {
    List<String> lines = new ArrayList<>(JVM_OPTIONS);
    lines.addAll(options);
    return String.join("\n", lines) + "\n-cp\n\"" + String.join(":", classPath) + "\"\n";
  }

  /**
   * Returns the command line of a function on this machine. It differs from that of its pods only
   * in paths.
   *
   * @param java the program that starts a JVM
   * @param options further options of the JVM
   * @param classPath directories and jars on this machine, as this platform separates them
   */
  public static List<String> local(
      Function function, String java, List<String> options, String classPath) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(heap(heapMebibytes(function)));
    command.addAll(JVM_OPTIONS);
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
    command.add(RuntimeContract.MAIN_CLASS);
    return command;
  }

  private static List<String> heap(long mebibytes) {
    long young = Math.min(mebibytes / 3, YOUNG_MEBIBYTES);
    return List.of("-Xmx" + mebibytes + "m", "-XX:NewSize=" + young + "m");
  }

  /**
   * Returns the heap of a function: three quarters of the limit, or less if the reserve requires
   * it.
   */
  static long heapMebibytes(Function function) {
    long limit = function.resources().memoryBytes();
    long rest = limit - RuntimePart.reserveBytes(function.parts());
    return Math.min(limit * 3 / 4, rest) / MEBIBYTE;
  }
}
