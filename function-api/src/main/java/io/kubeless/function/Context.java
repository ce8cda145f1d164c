package io.kubeless.function;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a handler can learn about its function and about the current call. */
public interface Context {

  /**
   * Returns the name that the function is deployed under.
   *
   * @return the name, such as {@code hello}
   */
  String functionName();

  /**
   * Returns how long one call may take. After that, its thread is interrupted and the sender gets
   * 504, or 408 if the request is an event.
   *
   * @return the timeout, 180 s unless configured
   */
  Duration timeout();

  /**
   * Returns how much of {@link #timeout()} is left for this call; outside a call, the whole
   * timeout.
   *
   * @return the remaining time, zero if the timeout is over
   */
  Duration remaining();

  /**
   * Returns the memory limit of the container.
   *
   * @return bytes, empty if there is no limit
   */
  OptionalLong memoryLimitBytes();

  /**
   * Returns the name of the runtime.
   *
   * @return the name, such as {@code java25}
   */
  String runtime();

  /**
   * Returns one entry of the function's configuration. It does not change while the process runs: a
   * changed configuration is rolled out to new pods.
   *
   * @param key a key of {@code config:} or the name of a file under {@code
   *     src/main/kubeless/config}
   * @return the value as UTF-8 text, empty if the key does not exist; malformed input becomes
   *     U+FFFD
   */
  Optional<String> config(String key);

  /**
   * Returns one entry of the function's configuration like {@link #config}, for files that are not
   * text.
   *
   * @param key a key of {@code config:} or the name of a file under {@code
   *     src/main/kubeless/config}
   * @return a copy of the bytes, empty if the key does not exist
   */
  Optional<byte[]> configBytes(String key);

  /**
   * Returns the keys and values of a Secret that the function declares under {@code secrets:}. They
   * are read again at each call, so a rotated Secret is seen. All entries come from the same
   * version of the Secret, even during a rotation.
   *
   * @param name the Secret's name
   * @return its entries as UTF-8 text, empty if it is not declared; malformed input becomes U+FFFD
   */
  Map<String, String> secret(String name);

  /**
   * Returns the keys and values of a Secret like {@link #secret}, for entries that are not text,
   * such as a key store.
   *
   * @param name the Secret's name
   * @return its entries, each a copy of the bytes; empty if it is not declared
   */
  Map<String, byte[]> secretBytes(String name);

  /**
   * Returns the claims of the JSON Web Token that the caller has sent, which is verified. They are
   * JSON values: {@link String}, {@link Boolean}, {@link Long} for whole numbers, {@link Double}
   * for other numbers, and immutable lists and maps of them. Claims that are {@code null} are left
   * out.
   *
   * @return the claims by name, such as {@code sub}; empty for a call without a token, for example
   *     if the function has no HTTP trigger with {@code auth.jwt}, or for a scheduled run
   */
  default Map<String, Object> claims() {
    return Map.of();
  }

  /**
   * Returns a logger that writes one JSON line for each record, with the id of the event and the
   * trace id.
   *
   * @return the function's logger
   */
  System.Logger logger();

  /**
   * Returns how often this event was delivered, including this delivery.
   *
   * @return 1 for the first delivery, and if the sender does not send a number
   */
  int attempt();
}
