package io.kubeless.packaging.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The client of a WebSocket whose messages are binary.
 *
 * @param connection a connection after its upgrade
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5">RFC 6455, section 5</a>
 */
record WebSocket(UpgradedConnection connection) {
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int OPCODE = 0x0f;
  private static final int LENGTH = 0x7f;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int LONGEST_OF_TWO_BYTES = 0xffff;
  private static final int LONGEST = 16 * 1024 * 1024;

  /** Sends a message. */
  void send(byte[] message) throws IOException {
    frame(BINARY, message);
  }

  /** Returns the next message; null at the end. */
  byte @Nullable [] receive() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      byte[] head = connection.read(2);
      if (head == null) {
        return null;
      }
      byte[] payload = connection.read(length(head[1] & LENGTH));
      int opcode = head[0] & OPCODE;
      if (payload == null || opcode == CLOSE) {
        return null;
      }
      if (opcode == PING) {
        frame(PONG, payload);
      } else if (opcode != PONG) {
        message.write(payload);
        if ((head[0] & FINAL) != 0) {
          return message.toByteArray();
        }
      }
    }
  }

  private int length(int first) throws IOException {
    if (first < TWO_BYTES) {
      return first;
    }
    byte[] more = connection.read(first == EIGHT_BYTES ? Long.BYTES : Short.BYTES);
    long length = 0;
    for (byte each : more == null ? new byte[0] : more) {
      length = (length << Byte.SIZE) | (each & 0xff);
    }
    if (length < 0 || length > LONGEST) {
      throw new IOException("a frame of " + length + " bytes");
    }
    return (int) length;
  }

  private void frame(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(2 + Long.BYTES + Integer.BYTES + payload.length);
    frame.put((byte) (FINAL | opcode));
    if (payload.length < TWO_BYTES) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= LONGEST_OF_TWO_BYTES) {
      frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | EIGHT_BYTES)).putLong(payload.length);
    }
    byte[] mask = new byte[Integer.BYTES];
    ThreadLocalRandom.current().nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % mask.length]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    connection.write(bytes);
  }
}
