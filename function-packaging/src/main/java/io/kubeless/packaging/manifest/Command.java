package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;

/** The command lines of a function's containers. */
public final class Command {
  /** The file in the image that contains the JVM's options and the class path. */
  public static final String ARGUMENTS = RuntimeContract.DIRECTORY + "/jvm.args";

  /** JVM options that suit every function. */
  public static final List<String> JVM_OPTIONS =
      List.of("-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC");

  private static final long MEBIBYTE = 1L << 20;

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
    return List.of("java", heap(heapMebibytes), "@" + ARGUMENTS, main);
  }

  /** Returns the JVM option that limits a function's heap. */
  public static String heapOption(Function function) {
    return heap(heapMebibytes(function));
  }

  private static String heap(long mebibytes) {
    return "-Xmx" + mebibytes + "m";
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
