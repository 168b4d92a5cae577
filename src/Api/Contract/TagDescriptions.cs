using System.Reflection;
using System.Xml;
using System.Xml.XPath;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>Describes a tag in the words of the classes that answer its routes.</summary>
internal sealed class TagDescriptions : IDocumentFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        using var file = XmlReader.Create(Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, ".xml"));
        var words = new XPathDocument(file).CreateNavigator();
        var classes =
            from route in context.ApiDescriptions
            let metadata = route.ActionDescriptor.EndpointMetadata
            from tag in metadata.OfType<Microsoft.AspNetCore.Http.Metadata.ITagsMetadata>().SelectMany(tags => tags.Tags)
            from handler in metadata.OfType<MethodInfo>()
            group handler.DeclaringType!.FullName by tag into tags
            orderby tags.Key
            select (Tag: tags.Key, Names: tags.Distinct().Order(StringComparer.Ordinal));
        swaggerDoc.Tags = classes.Select(tag => new OpenApiTag
        {
            Name = tag.Tag,
            Description = string.Join(' ', tag.Names.Select(name => words.SelectSingleNode($"/doc/members/member[@name='T:{name}']/summary")?.Value.Trim()).OfType<string>()),
        }).ToHashSet();
    }
}
