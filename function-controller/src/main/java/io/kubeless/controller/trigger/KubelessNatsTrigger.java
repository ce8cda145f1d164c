package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A NATSTrigger resource. */
@Group("kubeless.io")
@Version("v1beta1")
@Kind("NATSTrigger")
@Plural("natstriggers")
public final class KubelessNatsTrigger extends KubelessTrigger {}
