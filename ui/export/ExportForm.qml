import QtQuick
import Hearthboard

// The choices of the export dialog: nothing of it needs a keyboard.
Item {
    id: root

    required property ExportModel model
    readonly property int gutter: Theme.portrait ? 0 : Theme.padding
    readonly property int presetsWidth: Theme.portrait ? width : Math.round(width * 0.38)

    height: target.y + target.height

    Label {
        id: period
        text: "Period"
        font.pixelSize: Theme.fontSmall
        color: Theme.textFaint
    }
    Choice {
        id: presets
        objectName: "exportPreset"
        y: period.height + options.spacing
        width: root.presetsWidth
        names: root.model.presets
        current: root.model.preset
        column: true
        onChosen: (index) => root.model.preset = index
    }
    Column {
        id: options
        x: Theme.portrait ? 0 : root.presetsWidth + root.gutter
        y: Theme.portrait ? presets.y + presets.height + Theme.gap : 0
        width: root.width - x
        spacing: Math.round(Theme.unit / 2)

        Label {
            text: "What"
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
        Choice {
            objectName: "exportDataset"
            width: parent.width
            names: root.model.datasets
            current: root.model.dataset
            onChosen: (index) => root.model.dataset = index
        }
        Item {
            width: 1
            height: Math.round(Theme.unit / 2)
        }
        Label {
            text: "Format"
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
        Choice {
            objectName: "exportFormat"
            width: parent.width
            names: root.model.formats
            current: root.model.format
            onChosen: (index) => root.model.format = index
        }
        Label {
            width: parent.width
            wrapMode: Text.Wrap
            text: root.model.formatNote
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
        Item {
            width: 1
            height: Math.round(Theme.unit / 2)
        }
        Label {
            text: "Times"
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
        Choice {
            objectName: "exportTime"
            width: parent.width
            names: root.model.times
            current: root.model.time
            onChosen: (index) => root.model.time = index
        }
    }
    Rectangle {
        id: target
        y: Math.max(presets.y + presets.height, options.y + options.height) + Theme.gap
        width: root.width
        height: name.height + place.height + 2 * Theme.unit
        radius: Theme.radius
        color: Theme.raised

        Label {
            id: name
            objectName: "exportFile"
            x: 2 * Theme.unit
            y: Theme.unit
            width: (change.visible ? change.x : parent.width) - x - Theme.unit
            wrapMode: Text.WrapAnywhere
            text: root.model.fileName
            font.pixelSize: Theme.portrait ? Theme.fontSmall : Theme.fontBody
            font.weight: Font.Medium
        }
        Label {
            id: place
            objectName: "exportPlace"
            x: name.x
            anchors.top: name.bottom
            width: name.width
            elide: Text.ElideMiddle
            text: (root.model.toDrive ? "On " : "In ") + root.model.place
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
        Label {
            id: change
            objectName: "exportChange"
            visible: root.model.placeChanges
            anchors.right: parent.right
            anchors.rightMargin: 2 * Theme.unit
            anchors.verticalCenter: parent.verticalCenter
            text: "Change"
            font.weight: Font.DemiBold
            color: Theme.power

            TapHandler {
                margin: 2 * Theme.unit
                onTapped: root.model.change_place()
            }
        }
    }
}
