package io.kubeless.java;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveException;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/**
 * Writes the source to the volume: decodes or downloads it, compares its checksum, unpacks it, and
 * copies the dependencies beside it.
 */
record Preparation(Phase phase) {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  void run() throws IOException, Failure {
    Path directory = Path.of(phase.variable("KUBELESS_SOURCE_DIRECTORY"));
    Path file = directory.resolve(phase.variable("KUBELESS_SOURCE_FILE"));
    String type = phase.variable("KUBELESS_CONTENT_TYPE");
    byte[] source = decoded(Files.readAllBytes(file), type);
    checkSum(source);
    Files.createDirectories(phase.volume());
    if (type.contains("+zip")) {
      unpack(new ZipArchiveInputStream(new ByteArrayInputStream(source)));
    } else if (type.contains("+compressedtar")) {
      unpack(new TarArchiveInputStream(decompressed(source)));
    } else {
      Files.write(phase.volume().resolve(phase.variable("KUBELESS_SOURCE_FILE")), source);
    }
    String deps = phase.variable("KUBELESS_DEPS_NAME");
    if (!deps.isEmpty() && !type.contains("+deps") && Files.exists(directory.resolve(deps))) {
      Files.copy(
          directory.resolve(deps),
          phase.volume().resolve(deps),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static byte[] decoded(byte[] given, String type) throws IOException, Failure {
    if (type.startsWith("base64")) {
      return Base64.getMimeDecoder().decode(given);
    }
    return type.startsWith("url")
        ? downloaded(new String(given, StandardCharsets.UTF_8).strip())
        : given;
  }

  private static byte[] downloaded(String url) throws IOException, Failure {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(TIMEOUT)
            .build();
    try {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new Failure(url + " answers with status " + answer.statusCode() + " instead of 200");
      }
      return answer.body();
    } catch (IllegalArgumentException e) {
      throw new Failure(url + " is not a URL: " + e.getMessage());
    } catch (IOException e) {
      throw new Failure(url + " cannot be downloaded: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the download was interrupted", e);
    }
  }

  private void checkSum(byte[] source) throws Failure {
    String expected = phase.variable("KUBELESS_CHECKSUM");
    try {
      String actual = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
      if (!expected.isEmpty() && !expected.equals(actual)) {
        throw new Failure(
            "the source has sha256:" + actual + ", and the Function sha256:" + expected);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK supports it
    }
  }

  private static InputStream decompressed(byte[] source) throws Failure {
    try {
      return new CompressorStreamFactory(true)
          .createCompressorInputStream(new ByteArrayInputStream(source));
    } catch (CompressorException e) {
      return new ByteArrayInputStream(source); // it is not compressed
    }
  }

  private void unpack(ArchiveInputStream<? extends ArchiveEntry> archive)
      throws IOException, Failure {
    int files = 0;
    try (archive) {
      ArchiveEntry entry = archive.getNextEntry();
      while (entry != null) {
        Path target = phase.volume().resolve(entry.getName()).normalize();
        if (!target.startsWith(phase.volume().normalize())) {
          throw new Failure("the archive contains " + entry.getName() + ", which is outside of it");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(Objects.requireNonNull(target.toAbsolutePath().getParent()));
          Files.copy(archive, target, StandardCopyOption.REPLACE_EXISTING);
          files++;
        }
        entry = archive.getNextEntry();
      }
    } catch (ArchiveException e) {
      throw new Failure("the archive cannot be read: " + e.getMessage());
    }
    if (files == 0) {
      throw new Failure("the archive contains no file, or is not of the type of the Function");
    }
  }
}
