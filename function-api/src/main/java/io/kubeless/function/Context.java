package io.kubeless.function;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The circumstances of a function, and of one call of it. */
public interface Context {

  /**
   * Returns the name that the function is deployed under.
   *
   * @return the name, such as {@code hello}
   */
  String functionName();

  /**
   * Returns how long one call may take before its thread is interrupted and the sender is told that
   * it took too long.
   *
   * @return the timeout, 180 s unless configured
   */
  Duration timeout();

  /**
   * Returns how much of {@link #timeout()} is left for this call; the whole of it outside a call.
   *
   * @return the rest, zero when it is used up
   */
  Duration remaining();

  /**
   * Returns the memory limit of the container.
   *
   * @return bytes, empty when there is no limit
   */
  OptionalLong memoryLimitBytes();

  /**
   * Returns what runs the function.
   *
   * @return the runtime's name, such as {@code java25}
   */
  String runtime();

  /**
   * Returns one entry of the function's configuration. It does not change while the process lives:
   * a changed configuration is a new rollout.
   *
   * @param key a key of {@code config:} or the name of a file under {@code
   *     src/main/kubeless/config}
   * @return the value as UTF-8 text, empty when there is no such key; malformed input becomes
   *     U+FFFD
   */
  Optional<String> config(String key);

  /**
   * Returns one entry of the function's configuration as {@link #config} does, for files that are
   * not text.
   *
   * @param key a key of {@code config:} or the name of a file under {@code
   *     src/main/kubeless/config}
   * @return a copy of the bytes, empty when there is no such key
   */
  Optional<byte[]> configBytes(String key);

  /**
   * Returns the keys and values of a Secret that the function declares under {@code secrets:}. They
   * are read anew each time, so a rotated Secret is seen. All entries are of the same version of
   * the Secret: a user name never comes with the next version's password.
   *
   * @param name the Secret's name
   * @return its entries as UTF-8 text, empty when it is not declared; malformed input becomes
   *     U+FFFD
   */
  Map<String, String> secret(String name);

  /**
   * Returns the keys and values of a Secret as {@link #secret} does, for entries that are not text,
   * such as a key store.
   *
   * @param name the Secret's name
   * @return its entries, each a copy of the bytes; empty when it is not declared
   */
  Map<String, byte[]> secretBytes(String name);

  /**
   * Returns a logger whose records become one JSON line each, with the id and the trace of the
   * event.
   *
   * @return the function's logger
   */
  System.Logger logger();

  /**
   * Returns how often this event was delivered, this time included.
   *
   * @return 1 for the first attempt and where the sender does not say
   */
  int attempt();
}
