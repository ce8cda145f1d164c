package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A KafkaTrigger resource. */
@Group("kubeless.io")
@Version("v1beta1")
@Kind("KafkaTrigger")
@Plural("kafkatriggers")
public final class KubelessKafkaTrigger extends KubelessTrigger {}
