package io.kubeless.packaging.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file in a tar.
 *
 * @param tar the tar
 * @param start position of its first byte
 * @param size size in bytes
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">The format</a>
 */
record TarEntry(Path tar, long start, long size) {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE = 124;
  private static final int SIZE_LENGTH = 12;

  /** Returns the files of a tar, by name. */
  static Map<String, TarEntry> of(Path tar) throws IOException {
    Map<String, TarEntry> entries = new LinkedHashMap<>();
    try (RandomAccessFile file = new RandomAccessFile(tar.toFile(), "r")) {
      byte[] header = new byte[BLOCK];
      file.readFully(header);
      while (header[0] != 0) { // two empty blocks end a tar
        String size = text(header, SIZE, SIZE_LENGTH).strip();
        TarEntry entry = new TarEntry(tar, file.getFilePointer(), Long.parseLong(size, 8));
        entries.put(text(header, 0, NAME_LENGTH), entry);
        file.seek(entry.start + (entry.size + BLOCK - 1) / BLOCK * BLOCK);
        file.readFully(header);
      }
    }
    return entries;
  }

  private static String text(byte[] header, int start, int length) {
    String field = new String(header, start, length, StandardCharsets.US_ASCII);
    int end = field.indexOf(0);
    return end < 0 ? field : field.substring(0, end);
  }

  /** Returns the content. */
  byte[] read() throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writeTo(content);
    return content.toByteArray();
  }

  /** Writes the content. */
  void writeTo(OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (FileChannel channel = FileChannel.open(tar)) {
      long position = start;
      while (position < start + size) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), start + size - position));
        int count = channel.read(buffer, position);
        if (count < 0) {
          throw new EOFException(tar + " ends early");
        }
        out.write(buffer.array(), 0, count);
        position += count;
      }
    }
  }
}
