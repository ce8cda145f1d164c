package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Image;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An installation of the controller on a cluster.
 *
 * @param namespace the namespace of its pods
 * @param version its version, such as {@code 1.0.0}
 * @param manager the program that manages its objects, a value of the label {@code
 *     app.kubernetes.io/managed-by}
 * @param namespaces the namespaces whose resources it serves; empty for all
 * @param image the image of its pods
 * @param forwarder the image of the forwarder, which consumes the events of triggers for functions
 *     whose images have no source of events; absent if such triggers are not served
 * @param config the entries of the ConfigMap with the runtimes of inline source; empty for none
 * @param imagePullSecrets names of Secrets in its namespace for pulling the image
 */
public record Installation(
    String namespace,
    String version,
    String manager,
    SortedSet<String> namespaces,
    Image image,
    Optional<Image> forwarder,
    SortedMap<String, String> config,
    List<String> imagePullSecrets) {

  /** The name of its objects, which is also that of the field manager of the controller. */
  public static final String NAME = "kubeless-function-controller";

  /** The class that starts the controller. */
  public static final String MAIN_CLASS = "io.kubeless.controller.Main";

  /** The namespace that is used if no other is named. */
  public static final String NAMESPACE = "kubeless";

  /** The label with the namespace of the controller that an object belongs to. */
  static final String INSTALLATION = Names.DOMAIN + "/installation";

  /** Copies the collections. */
  public Installation {
    namespaces = Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
    config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    imagePullSecrets = List.copyOf(imagePullSecrets);
  }

  /** Returns the selector of the objects of the installation in a namespace. */
  public static String selector(String namespace) {
    return "app.kubernetes.io/name=" + NAME + "," + INSTALLATION + "=" + namespace;
  }
}
