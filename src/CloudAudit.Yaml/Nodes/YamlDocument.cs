using CloudAudit.Rules;

namespace CloudAudit.Yaml.Nodes;

/// <summary>One document of a file: its tree, or what is wrong with it. An empty document has neither.</summary>
internal sealed record YamlDocument(YamlNode? Root, RuleProblem? Problem);
