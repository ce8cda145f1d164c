package io.kubeless.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes the function reachable from outside the cluster, at a host, a path, or both. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Repeatable(HttpTriggers.class)
public @interface HttpTrigger {

  /**
   * The host of the requests.
   *
   * @return a DNS name; if empty, every host
   */
  String host() default "";

  /**
   * The prefix of the requests' path. The function sees the path below it.
   *
   * @return a path such as {@code /orders}
   */
  String path() default "/";

  /**
   * The object that routes the requests.
   *
   * @return {@code ingress}; {@code gateway} for an HTTPRoute of the Gateway API; or {@code auto}
   *     for an HTTPRoute if the cluster has a Gateway that accepts it, and an Ingress otherwise; if
   *     empty, {@code gateway} with {@link #gateway}, and {@code ingress} without
   */
  String route() default "";

  /**
   * The Gateway of the HTTPRoute.
   *
   * @return {@code name}, {@code namespace/name} or {@code namespace/name/listener}; if empty,
   *     there is none, or {@code auto} chooses one
   */
  String gateway() default "";
}
