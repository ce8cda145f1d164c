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
}
