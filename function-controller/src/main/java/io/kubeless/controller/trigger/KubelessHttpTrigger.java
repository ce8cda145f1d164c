package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** An HTTPTrigger resource. */
@Group("kubeless.io")
@Version("v1beta1")
@Kind("HTTPTrigger")
@Plural("httptriggers")
public final class KubelessHttpTrigger extends KubelessTrigger {}
