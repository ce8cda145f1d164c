package io.kubeless.it;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets only one test at a time change a resource of the cluster that belongs to no namespace,
 * although the test classes run in several JVMs.
 */
final class Exclusive implements AutoCloseable {
  private final FileChannel file;

  private Exclusive(FileChannel file) {
    this.file = file;
  }

  /** Waits until no other test uses the resource. */
  static Exclusive use(String resource) throws IOException {
    Path directory = Files.createDirectories(Path.of(System.getProperty("it.work")));
    FileChannel file =
        FileChannel.open(
            directory.resolve(resource + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    file.lock();
    return new Exclusive(file);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
