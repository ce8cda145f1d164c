package io.kubeless.storm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Appends to the ledger of a process. What is written survives the end of the process. */
final class LedgerWriter {
  private final FileChannel file;

  LedgerWriter(Path directory) throws IOException {
    file =
        FileChannel.open(
            directory.resolve(ProcessHandle.current().pid() + ".ledger"),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
  }

  void start(String event, int attempt) throws IOException {
    write("start " + Sent.parse(event).id() + " " + attempt + " " + micros() + "\n");
  }

  void done(String event) throws IOException {
    write("done " + Sent.parse(event).id() + " " + micros() + "\n");
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private void write(String line) throws IOException {
    file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
  }
}
