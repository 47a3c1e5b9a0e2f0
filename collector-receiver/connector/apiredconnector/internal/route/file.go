package route

import "strings"

// holderFile stands for the name of a file; its extension follows.
const holderFile = "{file}"

// Extensions under which files are kept that nobody calls an endpoint: they are folded early, as "{file}.png".
var assetExtensions = strings.Fields(`
	7z aac apk avif avi bin bmp br bz2 cab css csv cur dat deb dmg doc docx eot eps epub exe flac gif gz ico img ics iso
	jar jpeg jpg js jsonl log m4a map md mjs mkv mov mp3 mp4 mpeg mpg msi ogg otf parquet pbf pdf png ppt pptx ps rar
	rpm rss rtf sh svg tar tgz tif tiff ts ttf txt wasm wav webm webmanifest webp whl woff woff2 xls xlsx xsl xz yaml
	yml zip zst`)

// Extensions of pages, and of formats that APIs give their resources (`/Accounts.json`): endpoints in their own right, but a
// number with such an ending is a number.
var pageExtensions = strings.Fields(`action asp aspx cgi do htm html jsf json jsp jspx php pl py shtml xhtml xml`)

// extension is what is known of one file extension: the names of its placeholders, made once.
type extension struct {
	asset bool
	file  string
	// of gives "{id}.json" for "{id}".
	of map[string]string
}

var extensions = func() map[string]*extension {
	known := make(map[string]*extension, len(assetExtensions)+len(pageExtensions))
	add := func(names []string, asset bool) {
		for _, name := range names {
			e := &extension{asset: asset, file: holderFile + "." + name, of: map[string]string{}}
			for _, holder := range []string{holderID, holderUUID, holderHex, holderDate, holderToken, holderEmail, holderIP} {
				e.of[holder] = holder + "." + name
			}
			known[name] = e
		}
	}
	add(assetExtensions, true)
	add(pageExtensions, false)
	return known
}()

// longestExtension bounds the search for one.
const longestExtension = len("webmanifest")

// extensionOf finds a known extension; the stem before it is never empty.
func extensionOf(segment string) (stem string, e *extension) {
	dot := strings.LastIndexByte(segment, '.')
	if dot <= 0 || len(segment)-dot-1 > longestExtension {
		return segment, nil
	}
	return segment[:dot], extensions[strings.ToLower(segment[dot+1:])]
}

// classifyFile is classify for a last segment with a known extension: "{id}.html" for "17.html", "{file}.js" for
// "app.3f9a1c2b.js", whose name carries a digest; "" for a name.
func classifyFile(stem string, e *extension) string {
	holder := classify(stem)
	switch {
	case holder == holderToken && e.asset:
		return e.file
	case holder != "":
		return e.of[holder]
	case !e.asset:
		return ""
	}
	for rest := stem; rest != ""; {
		part := rest
		if cut := strings.IndexAny(rest, ".-_"); cut >= 0 {
			part, rest = rest[:cut], rest[cut+1:]
		} else {
			rest = ""
		}
		if holder := classify(part); holder == holderHex || holder == holderToken || holder == holderUUID {
			return e.file
		}
	}
	return ""
}
