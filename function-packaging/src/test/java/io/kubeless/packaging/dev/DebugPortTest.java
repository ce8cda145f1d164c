package io.kubeless.packaging.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.model.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Debuggers connect to real JVMs, which replace each other. */
class DebugPortTest {
  private static final String HANDSHAKE = "JDWP-Handshake";
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  /** Starts a JVM that waits for a debugger, and returns its port. */
  private int jvm() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=localhost:0",
                "-version")
            .redirectErrorStream(true)
            .start();
    processes.add(process);
    BufferedReader output = process.inputReader();
    return Integer.parseInt(output.readLine().replaceFirst(".*: ", "").strip());
  }

  private static String handshake(Socket debugger) throws IOException {
    debugger.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
    InputStream in = debugger.getInputStream();
    return new String(in.readNBytes(HANDSHAKE.length()), StandardCharsets.US_ASCII);
  }

  @Test
  void thePortRemainsWhileProcessesReplaceEachOther() throws Exception {
    try (DebugPort port = DebugPort.start(0)) {
      try (Socket none = new Socket("localhost", port.port())) {
        assertThat(none.getInputStream().read()).isEqualTo(-1);
      }
      for (int i = 0; i < 2; i++) {
        port.connectTo(jvm());
        try (Socket debugger = new Socket("localhost", port.port())) {
          assertThat(handshake(debugger)).isEqualTo(HANDSHAKE);
          processes.get(i).destroyForcibly();
          debugger.getInputStream().readAllBytes(); // until its process has ended
        }
      }
      assertThatThrownBy(() -> DebugPort.start(port.port()))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("KUBELESS-420 Port " + port.port() + " is not available for debug")
          .hasMessageContaining("" + (port.port() + 1));
    }
  }
}
