package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.nio.file.Path;
import java.util.List;

/**
 * The start-up archive of an image.
 *
 * @param file the archive
 * @param key hash of what it was made from
 * @param name name of the file in the image
 * @param run options of the JVM that uses it
 * @param published whether the registry already has it under its key
 */
record StartArchive(Path file, String key, String name, List<String> run, boolean published) {
  FileEntriesLayer layer(AbsoluteUnixPath directory, FilePermissions permissions) {
    return FileEntriesLayer.builder()
        .setName("archive")
        .addEntry(file, directory.resolve(name), permissions)
        .build();
  }
}
