package io.kubeless.runtime.auth;

import java.io.IOException;
import java.util.Map;

/** A mounted Secret. */
@FunctionalInterface
public interface Mount {

  /** Returns the files of its current version by name, empty if it is not mounted. */
  Map<String, byte[]> read() throws IOException;
}
