package io.kubeless.packaging.dev;

import java.util.Optional;

/**
 * What answers requests: the function, or the reason why it cannot.
 *
 * @param function absent if the code does not compile or the function does not start
 * @param failure the reason; empty if there is a function
 */
public record Served(Optional<ServingProcess> function, String failure) {

  /** Returns a function that answers. */
  public static Served by(ServingProcess function) {
    return new Served(Optional.of(function), "");
  }

  /** Returns a failure, which is the answer. */
  public static Served failure(String text) {
    return new Served(Optional.empty(), text);
  }

  /** Returns the port of the function for a debugger; 0 if there is none. */
  public int debugPort() {
    return function.stream().flatMapToInt(each -> each.debugPort().stream()).findFirst().orElse(0);
  }

  /** Returns whether a function answered, but its process has ended. */
  public boolean hasEnded() {
    return function.filter(each -> !each.isAlive()).isPresent();
  }
}
