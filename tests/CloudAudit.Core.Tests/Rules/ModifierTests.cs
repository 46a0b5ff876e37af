using CloudAudit.Compliance;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests.Rules;

/// <summary>What the specification says, and what is decided where it says nothing, one case a line.</summary>
public sealed class ModifierTests
{
    [Theory]

    // Text: the whole value, in any case, with wildcards and escapes.
    [InlineData("a", "Root", """{"a":"ROOT"}""", true)]
    [InlineData("a", "Root", """{"a":"Roots"}""", false)]
    [InlineData("a", "R*t", """{"a":"root"}""", true)]
    [InlineData("a", "R?t", """{"a":"root"}""", false)]
    [InlineData("a", @"a\*b", """{"a":"a*b"}""", true)]
    [InlineData("a", @"a\*b", """{"a":"axb"}""", false)]
    [InlineData("a", @"C:\Temp\\*", """{"a":"C:\\Temp\\x"}""", true)]
    [InlineData("a", @"\\\\host", """{"a":"\\\\host"}""", true)]
    [InlineData("a", @"a\\\*", """{"a":"a\\*"}""", true)]
    [InlineData("a", @"a\", """{"a":"a\\"}""", true)]

    // Empty text is an empty string and nothing else; nothing but stars wants a character.
    [InlineData("a", "", """{"a":""}""", true)]
    [InlineData("a", "", """{"a":null}""", false)]
    [InlineData("a", "", """{"b":1}""", false)]
    [InlineData("a", "*", """{"a":"x"}""", true)]
    [InlineData("a", "*", """{"a":""}""", false)]
    [InlineData("a|contains", "*", """{"a":"x"}""", true)]
    [InlineData("a|contains", "*", """{"a":""}""", false)]
    [InlineData("a|contains", "*", """{"a":null}""", false)]
    [InlineData("a|contains", "*", """{}""", false)]

    // JSON's other kinds are compared as they are written.
    [InlineData("a", "true", """{"a":true}""", true)]
    [InlineData("a", "TRUE", """{"a":true}""", true)]
    [InlineData("a", "false", """{"a":true}""", false)]
    [InlineData("a", "42", """{"a":42}""", true)]
    [InlineData("a", "42", """{"a":42.0}""", false)]
    [InlineData("a", "null", """{"a":null}""", false)]

    // Arrays: any element; objects: compact JSON.
    [InlineData("a", "y", """{"a":["x","y"]}""", true)]
    [InlineData("a", "y", """{"a":["x",["y"]]}""", true)]
    [InlineData("a.b", "y", """{"a":[{"b":"x"},{"b":["y"]}]}""", true)]
    [InlineData("a.b", "y", """{"a":"y"}""", false)]
    [InlineData("a|contains", "\"enabled\":false", """{"a":{ "x" : 1, "enabled" : false }}""", true)]
    [InlineData("a|contains", "arn:aws:s3:::x/*", """{"a":{"r":["arn:aws:s3:::x\/*"]}}""", true)]
    [InlineData("a|contains", "<x>", """{"a":{"r":"\u003cx\u003e"}}""", true)]
    [InlineData("a|contains", "\\\\\"q\\\\\"", """{"a":{"r":"\"q\""}}""", true)]
    [InlineData("a|contains", "x\",\"y", """{"a":["x","y"]}""", false)]
    [InlineData("a", "{}", """{"a":{}}""", true)]

    [InlineData("a|startswith", "arn:", """{"a":"ARN:x"}""", true)]
    [InlineData("a|endswith", "*z", """{"a":"xyz"}""", true)]
    [InlineData("a|cased", "Root", """{"a":"root"}""", false)]
    [InlineData("a|cased|contains", "oo", """{"a":"root"}""", true)]
    [InlineData("a|neq", "x", """{"a":"y"}""", true)]
    [InlineData("a|neq", "x", """{"a":["x","y"]}""", false)]
    [InlineData("a|neq", "x", """{}""", true)]

    // Every one of the five dashes stands for the others; nothing else does.
    [InlineData("a|windash|contains", " -enc", """{"a":"run /ENC x"}""", true)]
    [InlineData("a|windash|contains", " -enc", """{"a":"run \u2013enc x"}""", true)]
    [InlineData("a|windash|contains", " \u2015enc", """{"a":"run \u2014enc x"}""", true)]
    [InlineData("a|windash|contains", " -enc", """{"a":"run _enc x"}""", false)]
    [InlineData("a|windash", "--x", """{"a":"/-x"}""", true)]

    [InlineData("a|base64", "curl", """{"a":"Y3VybA=="}""", true)]
    [InlineData("a|base64", @"a\*b", """{"a":"YSpi"}""", true)]
    [InlineData("a|base64offset|contains", "/bin/sh", """{"a":"eC9iaW4vc2ggLWM="}""", true)]
    [InlineData("a|base64offset|contains", "/bin/sh", """{"a":"eHgvYmluL3NoIC1j"}""", true)]
    [InlineData("a|base64offset|contains", "/bin/sh", """{"a":"L2Jpbi9iYXNo"}""", false)]
    [InlineData("a|wide|base64offset|contains", "ping", """{"a":"cABpAG4AZwAgADEA"}""", true)]
    [InlineData("a|utf16le|base64", "cmd", """{"a":"YwBtAGQA"}""", true)]
    [InlineData("a|utf16be|base64", "cmd", """{"a":"AGMAbQBk"}""", true)]
    [InlineData("a|utf16|base64", "cmd", """{"a":"//5jAG0AZAA="}""", true)]
    [InlineData("a|utf16le", "cmd", """{"a":"c\u0000m\u0000d\u0000"}""", true)]
    [InlineData("a|utf16be|contains", "c*d", """{"a":"x\u0000c\u0000m\u0000d"}""", true)]

    // An expression is sought anywhere, in its own case.
    [InlineData("a|re", "ali.e", """{"a":"xalicex"}""", true)]
    [InlineData("a|re", "^ali.e$", """{"a":"xalicex"}""", false)]
    [InlineData("a|re", "ALICE", """{"a":"alice"}""", false)]
    [InlineData("a|re|i", "ALICE", """{"a":"alice"}""", true)]
    [InlineData("a|re|m", "^b$", """{"a":"a\nb"}""", true)]
    [InlineData("a|re", "a.b", """{"a":"a\nb"}""", false)]
    [InlineData("a|re|s", "a.b", """{"a":"a\nb"}""", true)]
    [InlineData("a|re|startswith", "b|x", """{"a":"ab"}""", false)]
    [InlineData("a|re|endswith", "b|x", """{"a":"ab"}""", true)]
    [InlineData("a|re", "\"b\":\\[1,", """{"a":{"b":[1,2]}}""", true)]

    [InlineData("a|cidr", "10.0.0.0/8", """{"a":"10.255.0.1"}""", true)]
    [InlineData("a|cidr", "10.0.0.0/8", """{"a":"11.0.0.1"}""", false)]
    [InlineData("a|cidr", "10.0.0.0/8", """{"a":"::ffff:10.0.0.1"}""", true)]
    [InlineData("a|cidr", "10.0.0.0/8", """{"a":"10.1"}""", false)]
    [InlineData("a|cidr", "0.0.0.0/0", """{"a":"ec2.amazonaws.com"}""", false)]
    [InlineData("a|cidr", "2001:db8::/32", """{"a":"2001:DB8:0::1"}""", true)]
    [InlineData("a|cidr", "::/0", """{"a":"10.0.0.1"}""", false)]

    // A date's parts as they are written.
    [InlineData("a|fieldref", "b", """{"a":"x","b":"X"}""", true)]
    [InlineData("a|fieldref|cased", "b", """{"a":"x","b":"X"}""", false)]
    [InlineData("a|fieldref", "b", """{"a":"x"}""", false)]
    [InlineData("a|fieldref", "b", """{"a":null,"b":null}""", false)]
    [InlineData("a|fieldref|neq", "b", """{"a":"x","b":"y"}""", true)]
    [InlineData("a|fieldref|neq", "b", """{"a":"x","b":"x"}""", false)]
    [InlineData("a|fieldref|endswith", "b.c", """{"a":"arn:user/x","b":{"c":"/x"}}""", true)]
    [InlineData("a|startswith|fieldref", "b", """{"a":"xyz","b":["q","xy"]}""", true)]
    [InlineData("a|fieldref|contains", "b", """{"a":"xyz","b":"y"}""", true)]
    [InlineData("a|fieldref|contains", "b", """{"a":"xyz","b":""}""", false)]
    [InlineData("a|fieldref", "b", """{"a":5,"b":"5"}""", true)]

    [InlineData("a|expand", "%admins%", """{"a":"SVC-deploy"}""", true)]
    [InlineData("a|expand", "%admins%", """{"a":"%admins%"}""", false)]
    [InlineData("a", "%admins%", """{"a":"%admins%"}""", true)]
    [InlineData("a|expand", @"\%admins%", """{"a":"%admins%"}""", true)]
    [InlineData("a|expand|contains", "user/%admins%", """{"a":"arn:user/alice/x"}""", true)]
    [InlineData("a|expand", "100%", """{"a":"100%"}""", true)]
    [InlineData("a|re|expand", "^%admins%$", """{"a":"svc-x"}""", true)]
    [InlineData("a|re|expand", "^%service%$", """{"a":"iamXamazonaws.com"}""", false)]
    [InlineData("a|cidr|expand", "%office%", """{"a":"10.9.9.9"}""", true)]

    // Keywords: the whole event, its names too, and what its strings mean.
    [InlineData("", "alice", """{"a":{"b":["xALICEx"]}}""", true)]
    [InlineData("", "\"b\":tru", """{"a":{"b": true}}""", true)]
    [InlineData("", @"C:\Temp", """{"a":"C:\\Temp\\x"}""", true)]
    [InlineData("", "alice", """{"alice":1}""", true)]
    [InlineData("", "bob", """{"alice":1}""", false)]
    [InlineData("|re", "^ali", """{"a":"alice"}""", true)]
    [InlineData("|startswith", "lice", """{"a":"alice"}""", false)]
    [InlineData("|cased", "ALICE", """{"a":"alice"}""", false)]
    [InlineData("|neq", "ALICE", """{"a":"alice"}""", false)]
    public void One_value(string key, string value, string json, bool expected) =>
        Assert.Equal(expected, RuleMatch.Matches(RuleMatch.Test(key, RuleValue.Of(value)), json));

    [Theory]
    [InlineData("a", 42, """{"a":"42"}""", true)]
    [InlineData("a", 42, """{"a":42.00}""", true)]
    [InlineData("a", 42, """{"a":4.2e1}""", true)]
    [InlineData("a", 42, """{"a":"42.0"}""", false)]
    [InlineData("a|contains", 4, """{"a":142}""", true)]
    [InlineData("a|lt", 5, """{"a":4.99}""", true)]
    [InlineData("a|lt", 5, """{"a":"4"}""", true)]
    [InlineData("a|lt", 5, """{"a":"four"}""", false)]
    [InlineData("a|lt", 5, """{"a":" 4"}""", false)]
    [InlineData("a|lte", 5, """{"a":5}""", true)]
    [InlineData("a|gt", 5, """{"a":1e400}""", true)]
    [InlineData("a|gt", 5, """{"a":-1e400}""", false)]
    [InlineData("a|gte", 5, """{"a":[1,5]}""", true)]
    [InlineData("a|gt", 5, """{}""", false)]
    [InlineData("a|hour", 3, """{"a":"2026-03-01T03:59:59Z"}""", true)]
    [InlineData("a|hour", 3, """{"a":"2026-03-01T03:59:59+09:00"}""", true)]
    [InlineData("a|hour", 3, """{"a":"2026-03-01"}""", false)]
    [InlineData("a|hour|gte", 22, """{"a":"2026-03-01T23:00:00Z"}""", true)]
    [InlineData("a|hour|lt", 6, """{"a":"2026-03-01T06:00:00Z"}""", false)]
    [InlineData("a|minute", 59, """{"a":"2026-03-01 03:59"}""", true)]
    [InlineData("a|day", 1, """{"a":"2026-03-01"}""", true)]
    [InlineData("a|day", 30, """{"a":"2026-02-30"}""", false)]
    [InlineData("a|week", 1, """{"a":"2024-12-30T00:00:00Z"}""", true)]
    [InlineData("a|week", 53, """{"a":"2027-01-01T00:00:00Z"}""", true)]
    [InlineData("a|month", 12, """{"a":"2024-12-30T00:00:00.123Z"}""", true)]
    [InlineData("a|year", 2024, """{"a":"2024-12-30T00:00:00Z"}""", true)]
    [InlineData("a|year", 2024, """{"a":"2024"}""", false)]
    public void A_number(string key, double value, string json, bool expected) =>
        Assert.Equal(expected, RuleMatch.Matches(RuleMatch.Test(key, RuleValue.Of((decimal)value)), json));

    [Theory]
    [InlineData("{}", true, false)]
    [InlineData("""{"a":null}""", true, true)]
    [InlineData("""{"a":[]}""", true, true)]
    [InlineData("""{"a":[null,[]]}""", true, true)]
    [InlineData("""{"a":""}""", false, true)]
    [InlineData("""{"a":{}}""", false, true)]
    [InlineData("""{"a":[null,0]}""", false, true)]
    public void Null_is_no_value_and_exists_is_any_member(string json, bool isNull, bool exists)
    {
        Assert.Equal(isNull, RuleMatch.Matches(RuleMatch.Test("a", RuleValue.Null()), json));
        Assert.Equal(!isNull, RuleMatch.Matches(RuleMatch.Test("a|neq", RuleValue.Null()), json));
        Assert.Equal(exists, RuleMatch.Matches(RuleMatch.Test("a|exists", RuleValue.Of(true)), json));
        Assert.Equal(!exists, RuleMatch.Matches(RuleMatch.Test("a|exists", RuleValue.Of(false)), json));
    }

    [Theory]
    [InlineData("a|all", """{"a":["x","y"]}""", true)]
    [InlineData("a|all", """{"a":"x"}""", false)]
    [InlineData("a|all|contains", """{"a":"xy"}""", true)]
    [InlineData("a|all|neq", """{"a":"x"}""", true)]
    [InlineData("a|neq", """{"a":"y"}""", false)]
    [InlineData("a", """{"a":"y"}""", true)]
    [InlineData("|all", """{"x":1,"b":"y"}""", true)]
    [InlineData("|all", """{"x":1}""", false)]
    [InlineData("", """{"x":1}""", true)]
    [InlineData("a|fieldref|all", """{"a":"1","x":"1","y":1}""", true)]
    [InlineData("a|fieldref|all", """{"a":"1","x":"1","y":2}""", false)]
    [InlineData("a|fieldref", """{"a":"1","x":"1","y":2}""", true)]
    public void Two_values_x_and_y(string key, string json, bool expected) =>
        Assert.Equal(expected, RuleMatch.Matches(RuleMatch.Test(key, RuleValue.Of("x"), RuleValue.Of("y")), json));

    [Theory]
    [InlineData("a|contains|startswith", "x", "startswith")]
    [InlineData("a|contains|contains", "x", "twice")]
    [InlineData("a|i", "x", "'i'")]
    [InlineData("a|contains|re", "x", "'re'")]
    [InlineData("a|re|cased", "x", "'cased'")]
    [InlineData("a|re|base64", "x", "'base64'")]
    [InlineData("a|cidr|contains", "10.0.0.0/8", "'contains'")]
    [InlineData("a|cidr", "10.0.0.0/33", "no network")]
    [InlineData("a|cidr", "office", "no network")]
    [InlineData("a|contains|base64", "abc", "wildcards")]
    [InlineData("a|base64", "ab*", "wildcards")]
    [InlineData("a|base64offset|contains", "x", "too short")]
    [InlineData("a|wide|utf16be", "abc", "already")]
    [InlineData("a|base64|expand", "%admins%", "'expand'")]
    [InlineData("a|expand", "%nobody%", "%nobody%")]
    [InlineData("a|expand", "%admins%%admins%%admins%%admins%%admins%%admins%%admins%%admins%", "more than 4096")]
    [InlineData("a|windash|base64", "-a-b-c-d-e-f", "dashes")]
    [InlineData("a|gt", "5", "without quotes")]
    [InlineData("a|gte|hour", "5", "'hour'")]
    [InlineData("a|hour", "5", "without quotes")]
    [InlineData("a|fieldref", "b*", "no field's name")]
    [InlineData("a|fieldref", "", "no field's name")]
    [InlineData("a|exists", "true", "true or false")]
    [InlineData("a|exists|all", "true", "'all'")]
    [InlineData("a|neq|exists", "true", "'exists'")]
    [InlineData("a|length", "1", "no modifier")]
    [InlineData("|cidr", "10.0.0.0/8", "needs a field")]
    [InlineData("|fieldref", "b", "needs a field")]
    [InlineData("|exists", "true", "needs a field")]
    [InlineData("a|re", "(", "not valid")]
    [InlineData("a|re", "a++", "not valid")]
    [InlineData("a|re", "(a)\\1", "backtracks")]
    [InlineData("a|re", "(?=a)b", "backtracks")]
    [InlineData("a|re", "(?<!a)b", "backtracks")]
    [InlineData("a|re", "(?>a*)b", "backtracks")]
    [InlineData("a|re", "((a{1,1000}){1,1000}){1,1000}", "backtracks")]
    [InlineData("a|re", "[[:alpha:]]+", "[:alpha:]")]
    public void What_makes_no_sense_is_refused_with_its_place(string key, string value, string said)
    {
        var rule = RuleMatch.RuleOf(RuleMatch.Test(key, RuleValue.Of(value, new SourcePosition(2, 9))));
        var problem = RuleTestRunner.Check(rule, RuleMatch.Placeholders(RandomRules.Placeholders));
        Assert.NotNull(problem);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
        Assert.Equal(2, problem.Line);
    }

    [Fact]
    public void Null_true_and_numbers_take_no_modifier_that_is_not_theirs()
    {
        Assert.Contains("null", Refused(RuleMatch.Test("a|contains", RuleValue.Null())), StringComparison.Ordinal);
        Assert.Contains("null", Refused(RuleMatch.Test("a|re", RuleValue.Null())), StringComparison.Ordinal);
        Assert.Contains("null", Refused(RuleMatch.Test("|all", RuleValue.Null(), RuleValue.Of("x"))), StringComparison.Ordinal);
        Assert.Contains("no text", Refused(RuleMatch.Test("a|re", RuleValue.Of(true))), StringComparison.Ordinal);
        Assert.Contains("no text", Refused(RuleMatch.Test("a|base64", RuleValue.Of(true))), StringComparison.Ordinal);
        Assert.Contains("hour", Refused(RuleMatch.Test("a|hour", RuleValue.Of(24))), StringComparison.Ordinal);
        Assert.Contains("true or false", Refused(RuleMatch.Test("a|exists", RuleValue.Of(true), RuleValue.Of(false))), StringComparison.Ordinal);
        Assert.True(RuleMatch.Matches(RuleMatch.Test("a|re", RuleValue.Of(42)), """{"a":"x42"}"""));

        static string Refused(FieldTest test) => RuleTestRunner.Check(RuleMatch.RuleOf(test))!.Message;
    }

    [Fact]
    public void Placeholders_are_refused_where_nobody_gives_them() =>
        Assert.Equal(
            RuleProblemKind.Unsupported,
            RuleTestRunner.Check(RuleMatch.RuleOf(RuleMatch.Test("a|expand", RuleValue.Of("%admins%"))))?.Kind);
}
