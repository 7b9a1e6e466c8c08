package io.fdtrail.cli.container;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds names in the JSON that runtimes write. What is not JSON has no names. */
final class NameRecords {
  /** Longer texts are no names: an image's has at most 255 bytes, and a digest. */
  private static final int LONGEST = 1024;

  private static final int DEEPEST = 100;

  private static final String ANNOTATIONS = "/annotations/";
  private static final String LABELS = "/Config/Labels/";

  /** Of containerd's CRI; the kubelet's own, which CRI-O and cri-dockerd keep; CRI-O's. */
  private static final String[] POD_NAME = {
    "io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name", "io.kubernetes.cri-o.KubeName"
  };

  private static final String[] POD_NAMESPACE = {
    "io.kubernetes.cri.sandbox-namespace",
    "io.kubernetes.pod.namespace",
    "io.kubernetes.cri-o.Namespace"
  };

  private static final String[] NAME = {
    "io.kubernetes.cri.container-name", "io.kubernetes.container.name", "nerdctl/name"
  };

  private static final String[] IMAGE = {
    "io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName"
  };

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private NameRecords() {}

  /** The annotations of an OCI bundle, in its {@code config.json}. */
  static ContainerNames bundle(byte[] file) throws IOException {
    Map<String, String> texts = texts(file, Set.of("/", ANNOTATIONS));
    return new ContainerNames(
        first(texts, ANNOTATIONS, NAME),
        first(texts, ANNOTATIONS, IMAGE),
        first(texts, ANNOTATIONS, POD_NAME),
        first(texts, ANNOTATIONS, POD_NAMESPACE));
  }

  /** Docker's {@code config.v2.json}, where a name begins with a slash. */
  static ContainerNames docker(byte[] file) throws IOException {
    Map<String, String> texts = texts(file, Set.of("/", "/Config/", LABELS));
    texts.computeIfPresent("/Name", (key, name) -> name.replaceFirst("^/", ""));
    RawText inPod = first(texts, LABELS, NAME);
    return new ContainerNames(
        inPod.isEmpty() ? first(texts, "/", "Name") : inPod,
        first(texts, "/Config/", "Image"),
        first(texts, LABELS, POD_NAME),
        first(texts, LABELS, POD_NAMESPACE));
  }

  /** The containers of containers/storage: of each its id, and JSON that podman wrote. */
  static ContainerNames stored(byte[] file, String id) throws IOException {
    try (JsonParser json = JSON.createParser(file)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> texts = new HashMap<>();
        object(json, "/", Set.of("/"), texts);
        if (id.equals(texts.get("/id"))) {
          String metadata = texts.getOrDefault("/metadata", "{}");
          return podman(texts(metadata.getBytes(StandardCharsets.UTF_8), Set.of("/")));
        }
      }
    }
    return ContainerNames.NONE;
  }

  private static ContainerNames podman(Map<String, String> metadata) {
    return new ContainerNames(
        first(metadata, "/", "name"),
        first(metadata, "/", "image-name"),
        RawText.EMPTY,
        RawText.EMPTY);
  }

  private static RawText first(Map<String, String> texts, String place, String... keys) {
    return Stream.of(keys)
        .map(key -> RawText.of(texts.getOrDefault(place + key, "")))
        .filter(text -> !text.isEmpty() && text.length() <= LONGEST)
        .findFirst()
        .orElse(RawText.EMPTY);
  }

  /** The texts in an object and in those below it that are at one of these places. */
  private static Map<String, String> texts(byte[] file, Set<String> places) throws IOException {
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = JSON.createParser(file)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        object(json, "/", places, texts);
      }
      if (json.nextToken() != null) {
        throw new IOException("more than one object");
      }
    }
    return texts;
  }

  private static void object(
      JsonParser json, String place, Set<String> places, Map<String, String> to)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String at = place + json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT && places.contains(at + "/")) {
        object(json, at + "/", places, to);
      } else if (value == JsonToken.VALUE_STRING) {
        to.put(at, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }
}
